package dev.whetstone.messaging;

import dev.whetstone.contracts.EventId;
import dev.whetstone.contracts.Topic;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** SQL of the outbox. Every statement belongs to the transaction of the connection that it is given. */
final class OutboxTable {

    /** Keys are spread over these slots; one relay at a time holds a slot, so no two publish events of one key. */
    static final int SLOTS = 16;

    private static final String LOCK_KEY =
            "SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || ? || ?, 0))";
    private static final String INSERT = """
            INSERT INTO outbox_event (id, slot, topic, key, type, source, time, trace, payload)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""";
    private static final String CLAIM = """
            SELECT slot FROM outbox_slot s
            WHERE EXISTS (SELECT 1 FROM outbox_event e WHERE e.slot = s.slot AND e.published_at IS NULL)
            ORDER BY slot FOR UPDATE SKIP LOCKED""";
    private static final String PENDING = """
            SELECT sequence, id, topic, key, type, source, time, trace, payload FROM outbox_event
            WHERE published_at IS NULL AND slot = ANY (?) ORDER BY sequence LIMIT ?""";
    private static final String MARK =
            "UPDATE outbox_event SET published_at = clock_timestamp() WHERE sequence = ANY (?)";
    /** The newest state of each key stays for as long as the topic would keep it: a new, empty topic can be told it again. */
    private static final String PRUNE = """
            DELETE FROM outbox_event e WHERE published_at < clock_timestamp() - make_interval(secs => ?)
            AND (topic <> '%1$s' OR EXISTS (
                SELECT 1 FROM outbox_event newer
                WHERE newer.topic = '%1$s' AND newer.key = e.key AND newer.sequence > e.sequence))""".formatted(Topic.Names.SERVING_STATE);

    private static final String BACKLOG = """
            SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - min(created_at)), 0)
            FROM outbox_event WHERE published_at IS NULL""";

    private OutboxTable() {}

    /** @param sequence the row; rises in the order of commits among events of one key */
    record Row(long sequence, OutboundEvent event) {}

    /** @param oldest age of the row that has waited longest */
    record Backlog(long pending, Duration oldest) {}

    /**
     * Transactions that write events of one key queue here until the first has ended: otherwise the row with the lower sequence could
     * become visible after the other was published.
     */
    static void insert(Connection connection, OutboundEvent event) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement(LOCK_KEY);
                PreparedStatement insert = connection.prepareStatement(INSERT)) {
            lock.setString(1, event.topic());
            lock.setString(2, event.key());
            lock.execute();
            insert.setObject(1, event.id().value());
            insert.setInt(2, Math.floorMod(event.key().hashCode(), SLOTS));
            insert.setString(3, event.topic());
            insert.setString(4, event.key());
            insert.setString(5, event.type());
            insert.setString(6, event.source());
            insert.setObject(7, OffsetDateTime.ofInstant(event.time(), ZoneOffset.UTC));
            insert.setString(8, event.trace().value());
            insert.setBytes(9, event.json());
            insert.executeUpdate();
        }
    }

    /** Slots with something to publish that no other relay holds; held until this transaction ends. */
    static List<Integer> claim(Connection connection) throws SQLException {
        List<Integer> slots = new ArrayList<>();
        try (PreparedStatement claim = connection.prepareStatement(CLAIM);
                ResultSet rows = claim.executeQuery()) {
            while (rows.next()) {
                slots.add(rows.getInt(1));
            }
        }
        return slots;
    }

    static List<Row> pending(Connection connection, List<Integer> slots, int limit) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(PENDING)) {
            Array array = connection.createArrayOf("integer", slots.toArray());
            select.setArray(1, array);
            select.setInt(2, limit);
            List<Row> found = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    found.add(row(rows));
                }
            }
            return found;
        }
    }

    private static Row row(ResultSet row) throws SQLException {
        Timestamp time = row.getTimestamp("time");
        return new Row(
                row.getLong("sequence"),
                new OutboundEvent(
                        new EventId(row.getObject("id", UUID.class)),
                        row.getString("topic"),
                        row.getString("key"),
                        row.getString("type"),
                        row.getString("source"),
                        time.toInstant(),
                        new TraceParent(row.getString("trace")),
                        row.getBytes("payload")));
    }

    static void mark(Connection connection, Collection<Long> sequences) throws SQLException {
        try (PreparedStatement mark = connection.prepareStatement(MARK)) {
            mark.setArray(1, connection.createArrayOf("bigint", sequences.toArray()));
            mark.executeUpdate();
        }
    }

    static int prune(Connection connection, Duration retention) throws SQLException {
        try (PreparedStatement prune = connection.prepareStatement(PRUNE)) {
            prune.setDouble(1, retention.toSeconds());
            return prune.executeUpdate();
        }
    }

    static Backlog backlog(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(BACKLOG);
                ResultSet row = select.executeQuery()) {
            row.next();
            return new Backlog(row.getLong(1), Duration.ofMillis(Math.round(row.getDouble(2) * 1000)));
        }
    }
}
