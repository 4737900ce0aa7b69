package dev.whetstone.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whetstone.contracts.TaskName;
import dev.whetstone.contracts.Topic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.Consumer;

class RecordReaderTest {

    private static final String TOPIC = Topic.DATASET.topicName();

    private final TaskName task = new TaskName("governance");
    private final OutboundEvent sent = OutboundEvent.of(
            Facts.numbered(task, 7),
            "dataset-service",
            Clock.fixed(Instant.parse("2026-01-02T03:04:05.678901Z"), ZoneOffset.UTC));

    @Test
    void whatWasWrittenIsRead() {
        Received<?> received = ((Reading.Fact) read(_ -> {})).received();

        assertThat(received.id()).isEqualTo(sent.id());
        assertThat(received.source()).isEqualTo("dataset-service");
        assertThat(received.time()).isEqualTo(Instant.parse("2026-01-02T03:04:05.678901Z"));
        assertThat(received.trace()).isEqualTo(sent.trace());
        assertThat(received.event())
                .isInstanceOfSatisfying(
                        dev.whetstone.contracts.dataset.RegressionSamplesAdded.class,
                        event -> assertThat(event.total()).isEqualTo(7));
    }

    @Test
    void headersFollowTheKafkaBindingOfCloudEvents() {
        ProducerRecord<byte[], byte[]> record = CloudEventHeaders.toRecord(sent);

        assertThat(header(record, "ce_specversion")).isEqualTo("1.0");
        assertThat(header(record, "ce_id")).isEqualTo(sent.id().toString());
        assertThat(header(record, "ce_type")).isEqualTo("whetstone.dataset.RegressionSamplesAdded.v1");
        assertThat(header(record, "ce_source")).isEqualTo("dataset-service");
        assertThat(header(record, "ce_time")).isEqualTo("2026-01-02T03:04:05.678901Z");
        assertThat(header(record, "ce_subject")).isEqualTo("governance");
        assertThat(header(record, "ce_partitionkey")).isEqualTo("governance");
        assertThat(header(record, "ce_topic")).isEqualTo(TOPIC);
        assertThat(header(record, "content-type")).isEqualTo("application/json");
        assertThat(record.key()).isEqualTo("governance".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void missingDoubledAndBrokenAttributesAreNamed() {
        assertPoison(DeadReason.MALFORMED, "ce_id: missing", h -> h.remove("ce_id"));
        assertPoison(DeadReason.MALFORMED, "ce_id: given 2 times", h -> h.add("ce_id", bytes("1")));
        assertPoison(DeadReason.MALFORMED, "ce_id: expected a UUID", replace("ce_id", "1"));
        assertPoison(DeadReason.MALFORMED, "ce_specversion: expected 1.0", replace("ce_specversion", "0.3"));
        assertPoison(DeadReason.MALFORMED, "ce_time: expected RFC 3339", replace("ce_time", "yesterday"));
        assertPoison(
                DeadReason.MALFORMED, "content-type: expected application/json", replace("content-type", "text/xml"));
        assertPoison(DeadReason.MALFORMED, "ce_source: missing", h -> h.remove("ce_source"));
        assertPoison(
                DeadReason.MALFORMED,
                "ce_type: not UTF-8",
                h -> h.remove("ce_type").add("ce_type", new byte[] {(byte) 0xff}));
    }

    @Test
    void longHeaderIsNotRepeatedInTheMessage() {
        Reading reading = read(replace("ce_id", "x".repeat(1_000_000)));

        assertThat(((Reading.Poison) reading).message()).hasSizeLessThan(400);
    }

    @Test
    void typeOfANewerWriterIsUnknownAndNotMalformed() {
        assertPoison(
                DeadReason.UNKNOWN_TYPE,
                "upgrade, then replay",
                replace("ce_type", "whetstone.dataset.SplitsMerged.v1"));
    }

    @Test
    void recordInAnotherPlaceThanItsWriterSaysIsMisrouted() {
        assertPoison(DeadReason.MISROUTED, "was found in " + TOPIC, replace("ce_topic", Topic.TRAINING.topicName()));
        assertPoison(DeadReason.MISROUTED, "written with key 'other'", replace("ce_partitionkey", "other"));
        assertPoison(
                DeadReason.MISROUTED,
                "was found in " + TOPIC,
                replace("ce_type", "whetstone.serving.ServingChanged.v1"));
        assertThat(read(record("other", sent.json(), replace("ce_partitionkey", "other"))))
                .isEqualTo(new Reading.Poison(
                        DeadReason.MISROUTED, "its event belongs to key 'governance', but its key is 'other'"));
    }

    @Test
    void brokenValuesAreMalformed() {
        for (String json : new String[] {
            "",
            "null",
            "{",
            "[]",
            "{}",
            "{\"task\":\"governance\",\"task\":\"governance\"}",
            new String(sent.json(), StandardCharsets.UTF_8) + "x",
            "[".repeat(100_000)
        }) {
            Reading reading = read(record("governance", bytes(json), _ -> {}));
            assertThat(reading)
                    .as(json.substring(0, Math.min(20, json.length())))
                    .isInstanceOfSatisfying(
                            Reading.Poison.class,
                            poison -> assertThat(poison.reason()).isEqualTo(DeadReason.MALFORMED));
        }
        assertThat(read(record("governance", null, _ -> {})))
                .isEqualTo(new Reading.Poison(DeadReason.MALFORMED, "the record has no value"));
        assertThat(read(record(null, sent.json(), _ -> {})))
                .isEqualTo(new Reading.Poison(DeadReason.MALFORMED, "the record's key: missing"));
    }

    @Test
    void messageOfABrokenValueDoesNotQuoteIt() {
        Reading reading = read(record("governance", bytes("{\"task\":\"governance\",\"secret-canary\": tru"), _ -> {}));

        assertThat(((Reading.Poison) reading).message()).doesNotContain("canary");
    }

    @Test
    void brokenTraceIsNoReasonToRefuseAFact() {
        Received<?> received = ((Reading.Fact) read(replace("traceparent", "garbage"))).received();

        assertThat(received.trace()).isNotEqualTo(sent.trace());
    }

    @Test
    void recordWithoutValueInACompactedTopicIsATombstone() {
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>(Topic.SERVING_STATE.topicName(), 0, 0, bytes("governance"), null);

        assertThat(RecordReader.read(record)).isEqualTo(new Reading.Tombstone());
        assertThat(RecordReader.read(new ConsumerRecord<>(Topic.SERVING_STATE.topicName(), 0, 0, null, null)))
                .isEqualTo(new Reading.Tombstone());
    }

    private void assertPoison(DeadReason reason, String message, Consumer<RecordHeaders> change) {
        assertThat(read(change)).isInstanceOfSatisfying(Reading.Poison.class, poison -> {
            assertThat(poison.reason()).isEqualTo(reason);
            assertThat(poison.message()).contains(message);
        });
    }

    private Reading read(Consumer<RecordHeaders> change) {
        return read(record("governance", sent.json(), change));
    }

    private static Reading read(ConsumerRecord<byte[], byte[]> record) {
        return RecordReader.read(record);
    }

    private ConsumerRecord<byte[], byte[]> record(String key, byte[] value, Consumer<RecordHeaders> change) {
        RecordHeaders headers =
                new RecordHeaders(CloudEventHeaders.toRecord(sent).headers());
        change.accept(headers);
        return new ConsumerRecord<>(
                TOPIC,
                0,
                42,
                0,
                TimestampType.CREATE_TIME,
                -1,
                -1,
                key == null ? null : bytes(key),
                value,
                headers,
                Optional.empty());
    }

    private static Consumer<RecordHeaders> replace(String name, String value) {
        return headers -> headers.remove(name).add(name, bytes(value));
    }

    private static String header(ProducerRecord<?, ?> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
