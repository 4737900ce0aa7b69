package dev.whetstone.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whetstone.contracts.EventId;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.contracts.Topic;
import dev.whetstone.contracts.dataset.DatasetVersionRejected;
import dev.whetstone.contracts.dataset.DatasetVersionRejected.Finding;
import dev.whetstone.local.EmbeddedStack;
import dev.whetstone.local.Ports;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;

@Timeout(60)
class EventPublisherTest {

    private final TaskName task = Facts.task();

    @Test
    void publishedEventsArriveInOrderUnderTheirIds() throws Exception {
        String kafka = new EmbeddedStack().start().get("kafka.bootstrap.servers");
        List<CompletableFuture<EventId>> published = new ArrayList<>();
        try (EventPublisher publisher = EventPublisher.connect(kafka, "training-worker")) {
            for (int number = 1; number <= 50; number++) {
                published.add(publisher.publish(Facts.numbered(task, number)).toCompletableFuture());
            }
        }

        assertThat(TopicReader.numbers(kafka, task))
                .isEqualTo(IntStream.rangeClosed(1, 50).boxed().toList());
        Received<?> last = ((Reading.Fact) RecordReader.read(TopicReader.records(kafka, Topic.DATASET.topicName(), task)
                        .getLast()))
                .received();
        assertThat(last.id()).isEqualTo(published.getLast().get());
        assertThat(last.source()).isEqualTo("training-worker");
    }

    @Test
    void publishingNeverBlocksAndFailsWhenItIsClosedBeforeTheBrokerCame() {
        CompletableFuture<EventId> published;
        Instant before = Instant.now();
        try (EventPublisher publisher = EventPublisher.connect("127.0.0.1:" + Ports.free(), "test")) {
            published = publisher.publish(Facts.numbered(task, 1)).toCompletableFuture();
            assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(2));
        }

        assertThatThrownBy(published::get)
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseInstanceOf(MessagingException.class)
                .hasMessageContaining("closed before the broker took the event");
    }

    @Test
    void eventThatCouldNeverBePublishedIsRefusedAtOnce() {
        List<Finding> findings = Stream.generate(() -> new Finding("leak.near." + "x".repeat(100), 1))
                .limit(10_000)
                .toList();
        DatasetVersionRejected large = new DatasetVersionRejected(task, Facts.digest(), findings, Facts.artifact());
        try (EventPublisher publisher = EventPublisher.connect("127.0.0.1:" + Ports.free(), "test")) {
            assertThatThrownBy(() -> publisher.publish(large))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("expected at most 900000 bytes");
        }
    }
}
