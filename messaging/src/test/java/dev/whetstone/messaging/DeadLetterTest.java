package dev.whetstone.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.whetstone.contracts.TaskName;
import dev.whetstone.contracts.Topic;
import dev.whetstone.local.EmbeddedStack;
import io.micrometer.core.instrument.search.Search;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import jakarta.inject.Inject;

/** What cannot be taken in is kept with its reason, stops nobody, and comes back when it is replayed. */
@QuarkusTest
@QuarkusTestResource(value = EmbeddedStack.class, initArgs = @ResourceArg(name = "schema", value = "evaluation"))
@Timeout(90)
class DeadLetterTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final TaskName task = Facts.task();

    @Inject
    Bench bench;

    @Inject
    EffectConsumer consumer;

    @Inject
    StateConsumer state;

    @Inject
    StateReplay replay;

    @Test
    void poisonRecordGoesToTheDeadLettersAndTheNextOneIsDelivered() {
        OutboundEvent broken = Bench.event(task, 1);
        ProducerRecord<byte[], byte[]> record = CloudEventHeaders.toRecord(broken);
        bench.send(new ProducerRecord<>(
                record.topic(), null, null, record.key(), Bench.bytes("{\"task\":"), record.headers()));
        bench.send(task, 2);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(bench.effects(task)).containsExactly(2));
        assertThat(bench.deadLetters(task)).singleElement().satisfies(letter -> {
            assertThat(letter.reason()).contains(DeadReason.MALFORMED);
            assertThat(letter.eventId()).contains(broken.id().toString());
            assertThat(letter.message()).contains("the value is not a whetstone.dataset.RegressionSamplesAdded.v1");
            assertThat(letter.group()).isEqualTo("messaging-test.dataset-events");
            assertThat(letter.origin()).startsWith(Topic.DATASET.topicName());
        });
        assertThat(Search.in(bench.meters())
                        .name("whetstone.dead.letters")
                        .tag("reason", "malformed")
                        .counter())
                .isNotNull();
    }

    @Test
    void typeOfANewerWriterStopsNobodyAndIsKeptForTheUpgrade() {
        OutboundEvent event = Bench.event(task, 1);
        ProducerRecord<byte[], byte[]> record = CloudEventHeaders.toRecord(event);
        record.headers().remove("ce_type").add("ce_type", Bench.bytes("whetstone.dataset.SplitsMerged.v1"));
        bench.send(record);
        bench.send(task, 2);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(bench.effects(task)).containsExactly(2));
        assertThat(bench.deadLetters(task)).singleElement().satisfies(letter -> {
            assertThat(letter.reason()).contains(DeadReason.UNKNOWN_TYPE);
            assertThat(letter.type()).contains("whetstone.dataset.SplitsMerged.v1");
        });
    }

    @Test
    void misroutedRecordGoesToTheDeadLetters() {
        ProducerRecord<byte[], byte[]> record = CloudEventHeaders.toRecord(Bench.event(task, 1));
        record.headers().remove("ce_topic").add("ce_topic", Bench.bytes(Topic.TRAINING.topicName()));
        bench.send(record);
        bench.send(task, 2);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(bench.effects(task)).containsExactly(2));
        assertThat(bench.deadLetters(task))
                .singleElement()
                .satisfies(letter -> assertThat(letter.reason()).contains(DeadReason.MISROUTED));
    }

    @Test
    void eventThatItsConsumerRefusesIsADeadLetterUntilItIsReplayed() {
        IllegalStateException bug = new IllegalStateException("a bug in the consumer");
        consumer.fail(task, bug, bug, bug, bug);
        bench.send(task, 1);
        bench.send(task, 2);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(bench.effects(task)).containsExactly(2));
        assertThat(bench.deadLetters(task)).singleElement().satisfies(letter -> {
            assertThat(letter.reason()).contains(DeadReason.REFUSED);
            assertThat(letter.message()).contains("a bug in the consumer");
        });

        List<DeadLetter> replayed = bench.replay();

        assertThat(replayed).anySatisfy(letter -> assertThat(letter.message()).contains("a bug in the consumer"));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(bench.effects(task)).containsExactly(2, 1));
        assertThat(bench.replay()).as("each once").noneMatch(replayed::contains);
    }

    @Test
    void replayOfAnEventThatWasTakenInMeanwhileChangesNothing() {
        OutboundEvent event = Bench.event(task, 1);
        bench.send(DeadLetter.bury(Bench.asReceived(event), "another-group", DeadReason.REFUSED, "for a test"));
        bench.send(event);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(bench.effects(task)).containsExactly(1));

        bench.replay();
        bench.send(task, 2);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(bench.effects(task)).containsExactly(1, 2));
    }

    @Test
    void deadLetterThatLiesThereTwiceIsReplayedOnce() {
        OutboundEvent event = Bench.event(task, 1);
        bench.send(DeadLetter.bury(Bench.asReceived(event), "one-group", DeadReason.REFUSED, "for a test"));
        bench.send(DeadLetter.bury(Bench.asReceived(event), "other-group", DeadReason.REFUSED, "for a test"));

        assertThat(bench.replay())
                .filteredOn(
                        letter -> letter.eventId().equals(Optional.of(event.id().toString())))
                .hasSize(1);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(bench.effects(task)).containsExactly(1));
    }

    @Test
    void stateReaderPassesTombstonesAndWhatItCannotRead() {
        String topic = Topic.SERVING_STATE.topicName();
        bench.send(OutboundEvent.of(Facts.serving(task, 1), "test", Clock.systemUTC()));
        bench.send(new ProducerRecord<>(topic, Bench.bytes("gone"), null));
        bench.send(new ProducerRecord<>(topic, Bench.bytes("broken"), Bench.bytes("{}")));
        bench.send(OutboundEvent.of(Facts.serving(task, 2), "test", Clock.systemUTC()));

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(state.revisions(task)).containsExactly(1L, 2L));
        assertThat(replay.complete()).isTrue();
        assertThat(TopicReader.records(bench.kafka(), topic + ".dlq")).isEmpty();
    }
}
