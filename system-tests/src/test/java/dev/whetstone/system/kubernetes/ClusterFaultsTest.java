package dev.whetstone.system.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.engine.sample.TinyModel;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** What a cluster does to training runs: none is lost, none is doubled, and no Job is left over. Workers train a model of one tiny layer. */
@Tag("kubernetes")
class ClusterFaultsTest {

    /** Steps enough for a fault in the middle: the first checkpoint comes after 20 of them. */
    private static final int LONG = 120;

    private static final int SHORT = 12;
    private static final Duration RUN = Duration.ofMinutes(4);

    @TempDir
    static Path root;

    private static Path model;
    private static TrainingCluster cluster;

    @BeforeAll
    static void start() {
        model = TinyModel.write(root.resolve("model"));
        cluster = TrainingCluster.start(
                root.resolve("cluster"),
                model,
                Map.of(
                        "training.run.concurrent", "20",
                        "training.run.settle", "5s",
                        "whetstone.training.kubernetes.gpus", "1",
                        "whetstone.training.kubernetes.start-deadline", "10s"));
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @AfterEach
    void noJobIsLeftOver() {
        await().atMost(Duration.ofMinutes(2)).untilAsserted(() -> {
            assertThat(cluster.jobs()).isEmpty();
            assertThat(runSpecs()).as("run specs go with their Jobs").isEmpty();
        });
    }

    @Test
    void anEvictedWorkersSuccessorGoesOnAndEndsWithTheAdapterOfAnUndisturbedRun() {
        TunedTask evicted = decide("evicted", LONG);
        patiently().until(evicted::hasACheckpoint);

        cluster.evict(podOf(evicted));

        awaitSuccess(evicted);
        assertThat(evicted.outcomes()).containsExactly("preempted", "succeeded");
        TunedTask undisturbed = decide("undisturbed", LONG);
        awaitSuccess(undisturbed);
        assertThat(undisturbed.outcomes()).containsExactly("succeeded");
        assertThat(adapter(evicted)).isEqualTo(adapter(undisturbed));
    }

    @Test
    void aRunOnALostNodeGoesOnOnAnother() {
        TunedTask task = decide("node-lost", LONG * 4);
        patiently().until(task::hasACheckpoint);
        cluster.plane().addNode("gpu-1", 8);

        // When: the machine is gone, and nobody says so
        cluster.runner().lose(ControlPlane.NODE);
        cluster.plane().silenceNode(ControlPlane.NODE);

        // Then
        patiently().until(() -> task.run().path("attempts").size() == 2);
        assertThat(task.outcomes()).containsExactly("displaced");
        assertThat(podOf(task).getSpec().getNodeName()).isEqualTo("gpu-1");
        awaitSuccess(task);
        assertThat(task.outcomes()).containsExactly("displaced", "succeeded");
        cluster.plane().removeNode(ControlPlane.NODE);
        cluster.runner().forget(ControlPlane.NODE);
        cluster.plane().addNode(ControlPlane.NODE, 8);
        cluster.plane().removeNode("gpu-1");
    }

    @Test
    void runsGoOnWhileTheApiServerIsAwayAndNewOnesWait() {
        TunedTask running = decide("api-away-running", LONG * 3);
        patiently().until(running::hasACheckpoint);

        cluster.plane().stopApiServer();
        TunedTask waiting = decide("api-away-waiting", SHORT);
        await().during(Duration.ofSeconds(60)).atMost(Duration.ofSeconds(90)).until(() -> true);
        int attemptsWhileAway = waiting.run().path("attempts").size();
        cluster.plane().startApiServer();

        awaitSuccess(running);
        awaitSuccess(waiting);
        assertThat(attemptsWhileAway)
                .as("nothing is begun that cannot be started")
                .isLessThanOrEqualTo(1);
        assertThat(running.outcomes()).containsExactly("succeeded");
        assertThat(waiting.outcomes()).endsWith("succeeded").doesNotContain("died", "not_launched");
    }

    @Test
    void aKilledServiceFindsItsWorkersAgain() {
        TunedTask task = decide("service-killed", LONG * 2);
        patiently().until(task::hasACheckpoint);

        cluster.kill("training-service");
        cluster.up();

        awaitSuccess(task);
        assertThat(task.outcomes()).as("the worker never noticed").containsExactly("succeeded");
    }

    @Test
    void aRunWhoseJobSomebodyDeletesGoesOn() {
        TunedTask task = decide("job-deleted", LONG);
        patiently().until(task::hasACheckpoint);

        cluster.plane().kubectl("--namespace", TrainingCluster.TRAINING, "delete", "job", "--all", "--wait=false");

        awaitSuccess(task);
        assertThat(task.outcomes()).containsExactly("preempted", "succeeded");
    }

    @Test
    void aCancelledJobsWorkerSavesACheckpointAndIsGone() {
        TunedTask task = decide("cancelled", LONG * 4);
        patiently().until(task::hasACheckpoint);

        task.cancel();

        patiently().until(() -> cluster.runner().running() == 0);
        assertThat(task.status()).isEqualTo("CANCELLED");
    }

    @Test
    void twentyRunsShareEightGpus() {
        TunedTask first = TunedTask.decide(cluster, model, "ten-runs", SHORT, 10);
        TunedTask second = TunedTask.decide(cluster, model, "ten-more", SHORT, 10);
        AtomicLong most = new AtomicLong();

        await().atMost(Duration.ofMinutes(10))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> {
                    most.accumulateAndGet(cluster.runner().running(), Math::max);
                    return first.status().equals("SUCCEEDED") && second.status().equals("SUCCEEDED");
                });

        assertThat(most.get()).isEqualTo(8);
        for (TunedTask task : List.of(first, second)) {
            Set<String> adapters = new HashSet<>();
            for (JsonNode run : task.job().path("runs")) {
                assertThat(run.path("attempts").findValuesAsText("outcome")).containsExactly("succeeded");
                adapters.add(run.path("adapter").path("digest").asText());
            }
            assertThat(adapters).as("each seed has its own").hasSize(10);
        }
    }

    @Test
    void aWorkerThatNeverBecomesReadyFailsTheJobWithTheReason() {
        cluster.runner().withholdImages("never-ready");

        TunedTask task = decide("never-ready", SHORT);

        patiently().until(() -> task.status().equals("FAILED"));
        assertThat(task.outcomes()).containsExactly("died", "died", "died");
        assertThat(task.job().path("message").asText()).contains("ImagePullBackOff", "has not started within 10 s");
    }

    @Test
    void theReasonOfAJobWhoseWorkersDieHasTheEndOfTheirLog() {
        TunedTask task = decide("killed", LONG * 4);
        for (int attempt = 1; attempt <= 3; attempt++) {
            int number = attempt;
            patiently()
                    .until(() -> task.run().path("attempts").size() == number
                            && cluster.runner()
                                    .logOf(podOf(task).getMetadata().getName())
                                    .contains("attempt " + number + " of run"));
            cluster.runner().kill(podOf(task).getMetadata().getName());
        }

        patiently().until(() -> task.status().equals("FAILED"));
        assertThat(task.job().path("failure_reason").asText()).isEqualTo("ATTEMPTS_EXHAUSTED");
        assertThat(task.job().path("message").asText())
                .contains("exit status 137", "the end of its log", "attempt 3 of run");
    }

    private static TunedTask decide(String name, int epochs) {
        return TunedTask.decide(cluster, model, name, epochs, 1);
    }

    private static Pod podOf(TunedTask task) {
        return cluster.podsOf(task.name()).getLast();
    }

    private static List<ConfigMap> runSpecs() {
        return cluster.plane()
                .client()
                .configMaps()
                .inNamespace(TrainingCluster.TRAINING)
                .withLabels(PodRunner.WORKERS)
                .list()
                .getItems();
    }

    private static String adapter(TunedTask task) {
        return task.run().path("adapter").path("digest").asText();
    }

    private static void awaitSuccess(TunedTask task) {
        patiently().until(() -> {
            assertThat(task.status())
                    .as(() -> task.job().path("message").asText())
                    .isNotEqualTo("FAILED");
            return task.status().equals("SUCCEEDED");
        });
    }

    private static ConditionFactory patiently() {
        return await().atMost(RUN).pollInterval(Duration.ofMillis(200));
    }
}
