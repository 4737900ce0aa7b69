package dev.whetstone.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.artifacts.ArtifactStore;
import dev.whetstone.artifacts.DirectoryArtifactStore;
import dev.whetstone.artifacts.TreeDigest;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.EventJson;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.contracts.training.AttemptFinished;
import dev.whetstone.contracts.training.AttemptOutcome;
import dev.whetstone.contracts.training.CheckpointSaved;
import dev.whetstone.contracts.training.TrainingProgressed;
import dev.whetstone.engine.sample.TinyModel;
import dev.whetstone.local.EmbeddedStack;
import dev.whetstone.messaging.EventPublisher;
import dev.whetstone.training.launch.RecordingLauncher;
import dev.whetstone.training.worker.WorkerWords;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import org.awaitility.core.ConditionFactory;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

/** From a decision to an adapter: the worker is the real program in a process of its own, and trains a model of one tiny layer. */
@QuarkusTest
@QuarkusTestResource(value = EmbeddedStack.class, initArgs = @ResourceArg(name = "schema", value = "training"))
@TestProfile(RealWorkerTest.WithALocalWorker.class)
class RealWorkerTest {

    private static final Path BASE = Path.of("target", "tiny-base");
    private static final int STEPS = 60;
    private static final int STEPS_TO_A_CHECKPOINT = 5;

    /** Rows are so long that a step takes some tens of milliseconds: a kill after the first checkpoint comes in the middle. */
    private static final int ROWS = 20;

    private static final String RECIPE = """
            {"rank": 2, "targets": ["q_proj", "v_proj"], "batch_size": 4, "epochs": %d, "evaluate_every_steps": %d, "patience": 0,
             "learning_rate": 0.01}""".formatted(STEPS * 4 / ROWS, STEPS_TO_A_CHECKPOINT);

    @Inject
    EventPublisher events;

    @Inject
    WorkerWords words;

    @ConfigProperty(name = "whetstone.artifacts.directory")
    Path artifacts;

    @ConfigProperty(name = "whetstone.training.work-directory")
    Path work;

    @TempDir
    Path directory;

    /** The service's own launcher, and a base model that is there. */
    public static final class WithALocalWorker implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "quarkus.arc.exclude-types", RecordingLauncher.class.getName(),
                    "whetstone.base-model.directory", TinyModel.write(BASE).toString(),
                    "whetstone.training.worker.threads", "1");
        }
    }

    @Test
    void aWorkerTrainsToItsEndAndTheAdapterIsInTheStore() throws IOException {
        TunedTask task = undisturbed();

        awaitSuccess(task);
        ArtifactStore store = new DirectoryArtifactStore(artifacts);
        AttemptFinished finished =
                words.of(task.task(), 1, AttemptFinished.class).getFirst();
        assertThat(finished.outcome()).isEqualTo(AttemptOutcome.SUCCEEDED);
        store.materialize(finished.adapter().orElseThrow(), directory.resolve("adapter"));
        assertThat(directory.resolve("adapter/adapter_config.json")).exists();
        assertThat(directory.resolve("adapter/adapter_model.safetensors")).exists();
        assertThat(adapter(task)).isEqualTo(finished.adapter().orElseThrow().digest());
        JsonNode receipt =
                EventJson.mapper().readTree(store.read(finished.receipt().orElseThrow()));
        assertThat(receipt.path("adapter").asText()).isEqualTo(adapter(task).value());
        assertThat(receipt.path("train").asText())
                .isEqualTo(task.train().digest().value())
                .isEqualTo(receipt.at("/training/training/digest").asText());
        assertThat(receipt.at("/training/base/digest").asText())
                .isEqualTo(receipt.path("base").asText());
        assertThat(receipt.at("/training/trained_tokens/end_of_turn_trained").asBoolean())
                .isTrue();
        assertThat(receipt.at("/training/effect/changes_output").asBoolean()).isTrue();
        assertThat(task.run().path("message").asText())
                .isEqualTo(finished.message())
                .startsWith(receipt.at("/training/verdict/verdict").asText())
                .contains(receipt.at("/training/verdict/reason").asText() + "\nmemorisation: ");
        assertThat(task.run().path("curve").findValuesAsText("step"))
                .isEqualTo(IntStream.rangeClosed(1, STEPS)
                        .mapToObj(String::valueOf)
                        .toList());
        assertThat(work.resolve(task.run().path("id").asText()).resolve("attempt-1/worker.log"))
                .content()
                .contains("attempt 1 of run " + task.run().path("id").asText() + ": 20 rows, 4 for validation");
        List<JsonNode> losses = task.run().path("curve").findValues("validation_loss");
        assertThat(losses).hasSize(STEPS / STEPS_TO_A_CHECKPOINT);
        assertThat(losses.getLast().asDouble()).isLessThan(losses.getFirst().asDouble());
    }

    @Test
    void aKilledWorkersSuccessorGoesOnAndEndsWithTheAdapterOfAnUndisturbedRun() {
        TunedTask disturbed = tunedTask("disturbed");
        disturbed.decide(events, RECIPE);

        patiently().until(() -> disturbed.run().path("checkpoint_step").isNumber());
        kill(disturbed);

        awaitSuccess(disturbed);
        assertThat(disturbed.run().path("attempts").findValuesAsText("outcome")).containsExactly("died", "succeeded");
        long saved =
                words.of(disturbed.task(), 1, CheckpointSaved.class).getLast().step();
        long first = words.of(disturbed.task(), 2, TrainingProgressed.class)
                .getFirst()
                .step();
        assertThat(first).isEqualTo(saved + 1).isLessThanOrEqualTo(STEPS);
        TunedTask undisturbed = undisturbed();
        awaitSuccess(undisturbed);
        assertThat(adapter(disturbed)).isEqualTo(adapter(undisturbed));
    }

    /** Trained once for both tests, by the one that comes first. */
    private TunedTask undisturbed() {
        TunedTask task = tunedTask("undisturbed");
        if (task.job().isMissingNode()) {
            task.decide(events, RECIPE);
        }
        return task;
    }

    private TunedTask tunedTask(String name) {
        ArtifactStore store = new DirectoryArtifactStore(artifacts);
        return new TunedTask(
                new TaskName("real-" + name), TreeDigest.of(BASE), store.put(rows(ROWS, 0)), store.put(rows(4, ROWS)));
    }

    /** Rows as dataset-service publishes them. */
    private static byte[] rows(int count, int first) {
        StringBuilder rows = new StringBuilder();
        for (int i = first; i < first + count; i++) {
            String answer = ("answer " + i % 5 + " ").repeat(30);
            rows.append("{\"messages\":[{\"role\":\"user\",\"content\":\"question %d\"},".formatted(i))
                    .append("{\"role\":\"assistant\",\"content\":\"%s\"}]}\n".formatted(answer));
        }
        return rows.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** SIGKILL, which nobody can answer. It is found as {@code LocalLauncher.find} would find it. */
    private static void kill(TunedTask task) {
        String run = task.run().path("id").asText();
        ProcessHandle worker = ProcessHandle.current()
                .children()
                .filter(child -> child.info().arguments().stream()
                        .flatMap(Arrays::stream)
                        .anyMatch(argument -> argument.contains(run)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no worker of run " + run + ": it ended before it was killed"));
        worker.destroyForcibly();
    }

    private static Digest adapter(TunedTask task) {
        return new Digest(task.run().path("adapter").path("digest").asText());
    }

    private void awaitSuccess(TunedTask task) {
        patiently()
                .until(() -> task.job().path("status").asText().equals("SUCCEEDED")
                        && words.of(task.task(), task.run().path("attempts").size(), AttemptFinished.class)
                                        .size()
                                == 1);
    }

    private static ConditionFactory patiently() {
        return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(50));
    }
}
