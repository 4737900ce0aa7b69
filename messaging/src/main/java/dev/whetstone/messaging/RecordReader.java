package dev.whetstone.messaging;

import dev.whetstone.contracts.Event;
import dev.whetstone.contracts.EventId;
import dev.whetstone.contracts.EventJson;
import dev.whetstone.contracts.EventType;
import dev.whetstone.contracts.TopicSettings;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads a record as a CloudEvent and holds it against where it was found. Trusts nothing in it. */
final class RecordReader {

    private static final Set<String> COMPACTED = TopicSettings.all().stream()
            .filter(settings -> settings.cleanup().equals("compact"))
            .map(settings -> settings.topic().topicName())
            .collect(Collectors.toUnmodifiableSet());

    private final ConsumerRecord<byte[], byte[]> record;

    private RecordReader(ConsumerRecord<byte[], byte[]> record) {
        this.record = record;
    }

    static Reading read(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null && compacted(record.topic())) {
            return new Reading.Tombstone();
        }
        try {
            return new Reading.Fact(new RecordReader(record).read());
        } catch (Unreadable e) {
            return new Reading.Poison(e.reason, e.getMessage());
        }
    }

    /** The last record of a key is the state of now: what cannot be read there is skipped, and read again after the next start. */
    static boolean compacted(String topic) {
        return COMPACTED.contains(topic);
    }

    private Received<?> read() throws Unreadable {
        expect(CloudEventHeaders.SPEC_VERSION, CloudEventHeaders.VERSION);
        EventId id = id();
        EventType type = type();
        checkPlace(type);
        Event event = event(type);
        if (!event.key().equals(key())) {
            throw misrouted("its event belongs to key '" + event.key() + "', but its key is '" + key() + "'");
        }
        TraceParent trace =
                optional(CloudEventHeaders.TRACE).flatMap(TraceParent::parse).orElseGet(TraceParent::start);
        return new Received<>(id, event, required(CloudEventHeaders.SOURCE), time(), trace);
    }

    private EventId id() throws Unreadable {
        String id = required(CloudEventHeaders.ID);
        try {
            return EventId.parse(id);
        } catch (IllegalArgumentException _) {
            throw malformed(CloudEventHeaders.ID + ": expected a UUID, but got '" + brief(id) + "'");
        }
    }

    private EventType type() throws Unreadable {
        String name = required(CloudEventHeaders.TYPE);
        return EventType.named(name)
                .orElseThrow(() -> new Unreadable(
                        DeadReason.UNKNOWN_TYPE,
                        CloudEventHeaders.TYPE + ": '" + brief(name)
                                + "' is not known to this version: upgrade, then replay"));
    }

    /** The broker has been seen to put records into other topics than their writers named (CVE-2026-35554). */
    private void checkPlace(EventType type) throws Unreadable {
        String topic = required(CloudEventHeaders.TOPIC);
        if (!topic.equals(record.topic()) || !type.topic().topicName().equals(record.topic())) {
            throw misrouted("a " + type.name() + " written to " + brief(topic) + " was found in " + record.topic());
        }
        String key = required(CloudEventHeaders.KEY);
        if (!key.equals(key())) {
            throw misrouted("written with key '" + brief(key) + "', but found with '" + brief(key()) + "'");
        }
    }

    private Event event(EventType type) throws Unreadable {
        String content = required(CloudEventHeaders.CONTENT_TYPE);
        if (!content.equals(CloudEventHeaders.JSON)) {
            throw malformed(
                    CloudEventHeaders.CONTENT_TYPE + ": expected application/json, but got '" + brief(content) + "'");
        }
        if (record.value() == null) {
            throw malformed("the record has no value");
        }
        try {
            Event event = EventJson.read(type, record.value());
            if (event == null) {
                throw malformed("the value is JSON null");
            }
            return event;
        } catch (IOException | StackOverflowError e) {
            throw malformed("the value is not a " + type.name() + ": " + brief(String.valueOf(e.getMessage())));
        }
    }

    private Instant time() throws Unreadable {
        String time = required(CloudEventHeaders.TIME);
        try {
            return OffsetDateTime.parse(time).toInstant();
        } catch (DateTimeParseException _) {
            throw malformed(CloudEventHeaders.TIME + ": expected RFC 3339, but got '" + brief(time) + "'");
        }
    }

    private String key() throws Unreadable {
        return text("the record's key", record.key());
    }

    private void expect(String name, String value) throws Unreadable {
        String found = required(name);
        if (!found.equals(value)) {
            throw malformed(name + ": expected " + value + ", but got '" + brief(found) + "'");
        }
    }

    private String required(String name) throws Unreadable {
        return optional(name).orElseThrow(() -> malformed(name + ": missing"));
    }

    private Optional<String> optional(String name) throws Unreadable {
        List<Header> headers = new ArrayList<>();
        record.headers().headers(name).forEach(headers::add);
        if (headers.size() > 1) {
            throw malformed(name + ": given " + headers.size() + " times");
        }
        return headers.isEmpty()
                ? Optional.empty()
                : Optional.of(text(name, headers.getFirst().value()));
    }

    private static String text(String what, byte[] bytes) throws Unreadable {
        if (bytes == null) {
            throw malformed(what + ": missing");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException _) {
            throw malformed(what + ": not UTF-8");
        }
    }

    /** Enough for a person, whatever a writer puts in. */
    private static String brief(String text) {
        int longest = 200;
        return text.length() <= longest ? text : text.substring(0, longest) + "…";
    }

    private static Unreadable malformed(String message) {
        return new Unreadable(DeadReason.MALFORMED, message);
    }

    private static Unreadable misrouted(String message) {
        return new Unreadable(DeadReason.MISROUTED, message);
    }

    private static final class Unreadable extends Exception {

        private final transient DeadReason reason;

        private Unreadable(DeadReason reason, String message) {
            super(message);
            this.reason = reason;
        }
    }
}
