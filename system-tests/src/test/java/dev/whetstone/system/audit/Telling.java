package dev.whetstone.system.audit;

import dev.whetstone.contracts.Event;
import dev.whetstone.contracts.EventId;
import dev.whetstone.contracts.EventJson;
import dev.whetstone.contracts.EventType;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tells events as healthy services do: committed, published, taken in by every subscriber. Tests then spoil what it has made. */
final class Telling {

    final List<OutboxRow> outbox = new ArrayList<>();
    final List<InboxRow> inbox = new ArrayList<>();
    final List<TopicRecord> records = new ArrayList<>();
    final List<TopicRecord> dead = new ArrayList<>();

    static Telling of(Event... events) {
        Telling telling = new Telling();
        for (Event event : events) {
            telling.tell(event);
        }
        return telling;
    }

    /** @return the event's record */
    TopicRecord tell(Event event) {
        EventType type = EventType.of(event);
        String topic = type.topic().topicName();
        TopicRecord record = new TopicRecord(
                topic,
                0,
                records.size(),
                EventId.random().toString(),
                type.name(),
                event.key(),
                new String(EventJson.write(event), StandardCharsets.UTF_8));
        records.add(record);
        schemaOf(type)
                .ifPresent(schema -> outbox.add(
                        new OutboxRow(schema, outbox.size() + 1, record.id(), topic, event.key(), type.name(), true)));
        Subscription.ALL.stream()
                .filter(subscription -> subscription.wants(record))
                .forEach(subscription ->
                        inbox.add(new InboxRow(subscription.schema(), subscription.consumer(), record.id())));
        return record;
    }

    /** Who commits it; empty for events of programs without a database. */
    private static Optional<String> schemaOf(EventType type) {
        return switch (type.topic()) {
            case DATASET -> Optional.of("dataset");
            case EVALUATION, SERVING_STATE -> Optional.of("evaluation");
            case TRAINING -> Optional.of("training");
            case TRAINING_PROGRESS, SERVING, TRAFFIC -> Optional.empty();
        };
    }

    Trail trail() {
        return new Trail(outbox, inbox, records, dead);
    }
}
