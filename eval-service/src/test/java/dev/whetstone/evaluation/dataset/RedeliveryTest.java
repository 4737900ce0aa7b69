package dev.whetstone.evaluation.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.contracts.dataset.DatasetEvent;
import dev.whetstone.contracts.dataset.DatasetVersionPublished;
import dev.whetstone.contracts.dataset.Split;
import dev.whetstone.contracts.dataset.SplitName;
import dev.whetstone.evaluation.scenario.Scenario;
import dev.whetstone.messaging.Received;
import org.junit.jupiter.api.Test;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

@Scenario
class RedeliveryTest {
    @Inject
    DatasetEventsConsumer consumer;

    @Inject
    Effects effects;

    @Inject
    Datasets datasets;

    @Test
    void sameEventTwiceHasItsEffectOnce() {
        TaskName task = new TaskName("t-" + UUID.randomUUID());
        ArtifactRef artifact = new ArtifactRef(URI.create("artifact:/sha256/x"), Digest.of(new byte[] {1}), 1);
        List<Split> splits = Stream.of(SplitName.values())
                .map(name -> new Split(name, artifact, 1))
                .toList();
        DatasetEvent version = new DatasetVersionPublished(task, artifact.digest(), 1, splits, artifact);
        Received<DatasetEvent> delivery = Received.now(version, "dataset-service");

        consumer.on(delivery);
        consumer.on(delivery);

        assertThat(effects.of(task)).isEqualTo(1);
        assertThat(datasets.newest(task)).contains((DatasetVersionPublished) version);
    }

    /** Counts what the consumer passes on. */
    @ApplicationScoped
    public static class Effects {
        private final Map<TaskName, AtomicInteger> seen = new ConcurrentHashMap<>();

        void on(@Observes DatasetVersionPublished version) {
            seen.computeIfAbsent(version.task(), _ -> new AtomicInteger()).incrementAndGet();
        }

        int of(TaskName task) {
            return seen.get(task).get();
        }
    }
}
