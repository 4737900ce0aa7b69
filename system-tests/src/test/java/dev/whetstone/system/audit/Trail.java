package dev.whetstone.system.audit;

import dev.whetstone.contracts.TopicSettings;
import dev.whetstone.local.DatabaseAccess;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * What all events have left behind.
 *
 * @param records in the order of their topics and partitions
 * @param dead records of the dead-letter topics
 */
public record Trail(List<OutboxRow> outbox, List<InboxRow> inbox, List<TopicRecord> records, List<TopicRecord> dead) {

    public Trail {
        outbox = List.copyOf(outbox);
        inbox = List.copyOf(inbox);
        records = List.copyOf(records);
        dead = List.copyOf(dead);
    }

    /** Databases before topics: what is published meanwhile cannot look lost. */
    public static Trail read(String bootstrapServers, Collection<DatabaseAccess> databases) {
        List<OutboxRow> outbox = new ArrayList<>();
        List<InboxRow> inbox = new ArrayList<>();
        for (DatabaseAccess database : databases) {
            DatabaseTrail trail = DatabaseTrail.read(database);
            outbox.addAll(trail.outbox());
            inbox.addAll(trail.inbox());
        }
        return new Trail(
                outbox,
                inbox,
                TopicReader.read(
                        bootstrapServers,
                        topics().map(settings -> settings.topic().topicName()).toList()),
                TopicReader.read(
                        bootstrapServers,
                        topics().map(settings -> settings.topic().deadLetterName())
                                .toList()));
    }

    private static Stream<TopicSettings> topics() {
        return TopicSettings.all().stream();
    }
}
