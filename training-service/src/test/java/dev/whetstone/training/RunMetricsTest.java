package dev.whetstone.training;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.whetstone.contracts.training.TrainingProgressed;
import dev.whetstone.local.EmbeddedStack;
import dev.whetstone.training.launch.RecordingLauncher.FakeWorker;
import dev.whetstone.training.worker.RunSpec;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.OptionalDouble;

/** What a scrape tells of jobs and runs. */
@QuarkusTest
@QuarkusTestResource(value = EmbeddedStack.class, initArgs = @ResourceArg(name = "schema", value = "training"))
class RunMetricsTest extends TrainingLoop {

    @Test
    void aTaskWithARecipeHasItsCountersWithZero() {
        await().untilAsserted(() -> {
            assertThat(ofTask("training_jobs_queued_total", "trigger=\"decision\""))
                    .isZero();
            assertThat(ofTask("training_jobs_finished_total", "outcome=\"succeeded\""))
                    .isZero();
            assertThat(ofTask("training_jobs_finished_total", "outcome=\"diverged\""))
                    .isZero();
        });
    }

    @Test
    void aRunIsSeenWhileItRunsAndCountedWhenItEnds() {
        justified(1);
        FakeWorker worker = worker(0);
        double before = scraped("training_run_duration_seconds_count", "outcome=\"succeeded\"");

        publish(progress(worker));

        await().untilAsserted(() -> {
            assertThat(ofTask("training_run_loss", "run=\"0\"")).isEqualTo(1.5);
            assertThat(ofTask("training_run_validation_loss", "run=\"0\"")).isEqualTo(1.25);
            assertThat(ofTask("training_run_tokens_per_second", "run=\"0\"")).isEqualTo(321);
            assertThat(ofTask("training_run_progress_ratio", "run=\"0\"")).isEqualTo(0.25);
            assertThat(scraped("training_runs", "state=\"running\"")).isPositive();
        });

        finish(worker, 0.1);

        await().untilAsserted(() -> {
            assertThat(ofTask("training_jobs_queued_total", "trigger=\"decision\""))
                    .isEqualTo(1);
            assertThat(ofTask("training_jobs_finished_total", "outcome=\"succeeded\""))
                    .isEqualTo(1);
            assertThat(ofTask("training_run_loss", "run=\"0\""))
                    .as("nothing runs any more")
                    .isEqualTo(-1);
            assertThat(scraped("training_run_duration_seconds_count", "outcome=\"succeeded\""))
                    .isEqualTo(before + 1);
            assertThat(scraped("training_run_queue_wait_seconds_count", "")).isPositive();
            assertThat(scraped("training_attempts_finished_total", "outcome=\"succeeded\""))
                    .isPositive();
        });
    }

    private TrainingProgressed progress(FakeWorker worker) {
        RunSpec spec = worker.spec();
        return new TrainingProgressed(
                task,
                spec.job(),
                spec.run(),
                spec.attempt(),
                spec.fencingToken(),
                5,
                20,
                1.5,
                OptionalDouble.of(1.25),
                321,
                Duration.ofSeconds(30));
    }

    private double ofTask(String name, String label) {
        return value(name, "task=\"" + task + "\"", label);
    }

    private static double scraped(String name, String label) {
        return value(name, "", label);
    }

    /** Of the first series with this name and these labels; -1 when there is none. */
    private static double value(String name, String one, String other) {
        return given().get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .filter(line -> line.contains(one) && line.contains(other))
                .findFirst()
                .map(line -> line.split(" # ")[0]) // without its exemplar
                .map(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .orElse(-1.0);
    }
}
