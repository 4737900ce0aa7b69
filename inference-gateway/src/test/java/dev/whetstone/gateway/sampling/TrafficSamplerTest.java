package dev.whetstone.gateway.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.whetstone.artifacts.DirectoryArtifactStore;
import dev.whetstone.artifacts.SealedArtifacts;
import dev.whetstone.artifacts.SealingKeys;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.Event;
import dev.whetstone.contracts.EventId;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.engine.ChatMessage;
import dev.whetstone.gateway.generation.Answer;
import dev.whetstone.gateway.generation.CompletedExchange;
import dev.whetstone.gateway.generation.RequestId;
import dev.whetstone.gateway.routing.StableTraffic;
import dev.whetstone.messaging.EventPublisher;
import dev.whetstone.messaging.TraceParent;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

class TrafficSamplerTest {

    private static final int QUEUE = 3;

    @TempDir
    Path directory;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Broker broker = new Broker();
    private final TraceParent trace = TraceParent.start();
    private TrafficSampler sampler;

    /** A broker that the test lets answer. */
    private static final class Broker implements EventPublisher {
        private final List<Event> offered = new CopyOnWriteArrayList<>();
        private final List<TraceParent> traces = new CopyOnWriteArrayList<>();
        private final List<CompletableFuture<EventId>> answers = new CopyOnWriteArrayList<>();

        @Override
        public CompletionStage<EventId> publish(Event event) {
            CompletableFuture<EventId> answer = new CompletableFuture<>();
            answers.add(answer);
            traces.add(TraceParent.current());
            offered.add(event);
            return answer;
        }
    }

    @Test
    void aSampleBelongsToTheTraceOfItsAnswer() {
        start(true);

        answer(1);

        await().until(() -> !broker.offered.isEmpty());
        assertThat(broker.traces).containsExactly(trace);
    }

    private void start(boolean withKey) {
        SealedExchange sealing = new SealedExchange(
                new SealedArtifacts(new DirectoryArtifactStore(directory)),
                SealingKeys.generate().publicKey());
        SamplingConfig config = new SamplingConfig() {
            @Override
            public int queueCapacity() {
                return QUEUE;
            }

            @Override
            public Duration acknowledgement() {
                return Duration.ofSeconds(1);
            }
        };
        sampler = new TrafficSampler(withKey ? Optional.of(sealing) : Optional.empty(), broker, config, registry);
        sampler.start();
    }

    @AfterEach
    void stop() {
        sampler.close();
    }

    private void answer(double share) {
        Answer answer = new Answer(
                new RequestId("req-" + "0".repeat(32) + "-t"),
                "yes",
                Digest.of(new byte[0]),
                Optional.empty(),
                false,
                3,
                1,
                7,
                Set.of(),
                Optional.empty(),
                1,
                Optional.empty());
        StableTraffic traffic = new StableTraffic(new TaskName("t"), 1, share, Optional.empty());
        sampler.completed(new CompletedExchange(traffic, List.of(new ChatMessage("user", "?")), answer, trace));
    }

    private double count(String outcome) {
        return registry.counter("gateway.samples." + outcome).count();
    }

    @Test
    void aBrokerThatIsAwayFillsTheQueueAndThenCostsSamplesButNoTime() {
        start(true);
        answer(1);
        await().until(() -> broker.offered.size() == 1); // the worker waits for the broker now

        for (int i = 0; i < QUEUE + 5; i++) {
            answer(1);
        }

        assertThat(count("dropped")).isEqualTo(5);
        assertThat(broker.offered).hasSize(1);
    }

    @Test
    void samplingGoesOnWhenTheBrokerIsBack() {
        start(true);
        answer(1);
        answer(1);
        await().until(() -> broker.offered.size() == 1);

        broker.answers.getFirst().completeExceptionally(new IllegalStateException("broker is away"));
        await().until(() -> broker.offered.size() == 2);
        broker.answers.getLast().complete(EventId.random());

        await().untilAsserted(() -> assertThat(count("published")).isEqualTo(1));
        assertThat(count("failed")).isEqualTo(1);
    }

    @Test
    void withoutAKeyNothingLeavesTheProcess() {
        start(false);

        answer(1);
        answer(0);

        assertThat(count("dropped")).isEqualTo(1);
        assertThat(broker.offered).isEmpty();
    }
}
