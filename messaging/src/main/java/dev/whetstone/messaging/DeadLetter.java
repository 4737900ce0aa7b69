package dev.whetstone.messaging;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A record that no consumer could take, as {@code <topic>.dlq} holds it: key, value and headers as they were, and why.
 *
 * @param offset its place in the dead-letter topic
 * @param reason empty when some other program put the record there
 * @param message for a person
 * @param group the consumers that gave up on it
 * @param origin where it was found, {@code topic-partition@offset}
 * @param eventId {@code ce_id} as it stands in the record
 */
public record DeadLetter(
        long offset,
        Optional<DeadReason> reason,
        String message,
        String group,
        String origin,
        Optional<String> eventId,
        Optional<String> type,
        Instant died) {

    private static final String PREFIX = "whetstone-dead-";
    private static final String REASON = PREFIX + "reason";
    private static final String MESSAGE = PREFIX + "message";
    private static final String GROUP = PREFIX + "group";
    private static final String ORIGIN = PREFIX + "origin";

    /** The record to be written to the dead-letter topic. */
    static ProducerRecord<byte[], byte[]> bury(
            ConsumerRecord<byte[], byte[]> record, String group, DeadReason reason, String message) {
        List<Header> headers = originals(record.headers());
        headers.add(CloudEventHeaders.header(REASON, reason.label()));
        headers.add(CloudEventHeaders.header(MESSAGE, message));
        headers.add(CloudEventHeaders.header(GROUP, group));
        headers.add(
                CloudEventHeaders.header(ORIGIN, record.topic() + "-" + record.partition() + "@" + record.offset()));
        return new ProducerRecord<>(record.topic() + ".dlq", null, null, record.key(), record.value(), headers);
    }

    static DeadLetter read(ConsumerRecord<byte[], byte[]> dead) {
        return new DeadLetter(
                dead.offset(),
                text(dead, REASON).flatMap(DeadReason::labelled),
                text(dead, MESSAGE).orElse(""),
                text(dead, GROUP).orElse(""),
                text(dead, ORIGIN).orElse(""),
                text(dead, CloudEventHeaders.ID),
                text(dead, CloudEventHeaders.TYPE),
                Instant.ofEpochMilli(dead.timestamp()));
    }

    /** The record as its writer sent it, for the topic where it died. */
    static ProducerRecord<byte[], byte[]> resurrect(ConsumerRecord<byte[], byte[]> dead, String topic) {
        return new ProducerRecord<>(topic, null, null, dead.key(), dead.value(), originals(dead.headers()));
    }

    private static List<Header> originals(Headers headers) {
        List<Header> originals = new ArrayList<>();
        for (Header header : headers) {
            if (!header.key().startsWith(PREFIX)) {
                originals.add(header);
            }
        }
        return originals;
    }

    private static Optional<String> text(ConsumerRecord<?, ?> record, String name) {
        return Optional.ofNullable(record.headers().lastHeader(name))
                .map(Header::value)
                .map(value -> new String(value, StandardCharsets.UTF_8));
    }
}
