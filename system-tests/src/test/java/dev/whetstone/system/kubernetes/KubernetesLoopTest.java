package dev.whetstone.system.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.cli.loop.LoopSnapshot;
import dev.whetstone.cli.model.BaseModel;
import dev.whetstone.cli.terminal.Terminal;
import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.system.kill.LoopState;
import io.fabric8.kubernetes.api.model.Pod;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The whole loop on the demo's model and task, its training a Job and its artifacts on S3. The worker is evicted when it has saved its first
 * checkpoint; the verdict is the demo's all the same.
 */
@Tag("kubernetes")
@Timeout(60 * 60)
class KubernetesLoopTest {

    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
    private static final Path PACK = HOME.resolve("examples/governance-summary");
    private static final TaskName TASK = new TaskName("governance-summary");

    @TempDir
    Path root;

    @Test
    void anAdapterTrainedByJobsIsPromotedAndServed() {
        try (TrainingCluster cluster = TrainingCluster.start(root, model(), Map.of("training.run.concurrent", "1"))) {
            cluster.whetstone().require("task", "apply", PACK.toString());
            cluster.whetstone()
                    .require(
                            "dataset",
                            "push",
                            TASK.value(),
                            PACK.resolve("proposals.jsonl").toString());

            await().atMost(Duration.ofMinutes(30))
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> run(cluster).path("checkpoint_step").isNumber());
            Pod worker = cluster.podsOf(TASK.value()).getLast();
            cluster.evict(worker);
            await().atMost(Duration.ofMinutes(30))
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> verdict(cluster).isPresent());

            assertThat(verdict(cluster)).contains("PROMOTED");
            assertThat(run(cluster).path("attempts").findValuesAsText("outcome"))
                    .containsExactly("preempted", "succeeded");
            assertThatItIsServed(cluster);
        }
    }

    private static void assertThatItIsServed(TrainingCluster cluster) {
        JsonNode ref = run(cluster).path("adapter");
        Digest adapter = new Digest(ref.path("digest").asText());
        assertThat(cluster.artifacts().find(adapter))
                .as("in the bucket")
                .map(ArtifactRef::size)
                .contains(ref.path("size").asLong());
        JsonNode alias = LoopSnapshot.take(cluster.stack(), TASK).alias();
        assertThat(alias.path("stable").path("adapter").asText()).isEqualTo(adapter.value());
        String answer = cluster.whetstone()
                .require("chat", TASK.value() + "@stable", "--max-tokens", "8", "Summarise: the fee is raised to 2 %.")
                .output();
        assertThat(answer).isNotBlank();
    }

    private static JsonNode run(TrainingCluster cluster) {
        return LoopSnapshot.take(cluster.stack(), TASK)
                .jobs()
                .path(0)
                .path("runs")
                .path(0);
    }

    /** @throws IllegalStateException when there will be none */
    private static Optional<String> verdict(TrainingCluster cluster) {
        LoopState state = LoopState.of(LoopSnapshot.take(cluster.stack(), TASK).json());
        state.failure().ifPresent(why -> {
            throw new IllegalStateException(why);
        });
        return state.verdict();
    }

    /** The demo's, fetched once. */
    private static Path model() {
        return BaseModel.resolve(Optional.empty(), HOME.resolve(".whetstone/models"), Terminal.standard())
                .directory();
    }
}
