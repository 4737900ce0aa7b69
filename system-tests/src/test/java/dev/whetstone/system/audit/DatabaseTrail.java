package dev.whetstone.system.audit;

import dev.whetstone.local.DatabaseAccess;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Outbox and inbox of one service, read with the service's own role. */
record DatabaseTrail(List<OutboxRow> outbox, List<InboxRow> inbox) {

    private static final String OUTBOX = """
            SELECT sequence, id, topic, key, type, published_at IS NOT NULL AS published
            FROM outbox_event ORDER BY sequence""";
    private static final String INBOX = "SELECT consumer, event_id FROM inbox_event";

    static DatabaseTrail read(DatabaseAccess access) {
        try (Connection connection =
                        DriverManager.getConnection(access.jdbcUrl(), access.username(), access.password());
                Statement statement = connection.createStatement()) {
            String schema = connection.getSchema();
            return new DatabaseTrail(outbox(schema, statement), inbox(schema, statement));
        } catch (SQLException e) {
            throw new IllegalStateException("outbox and inbox of " + access + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static List<OutboxRow> outbox(String schema, Statement statement) throws SQLException {
        List<OutboxRow> found = new ArrayList<>();
        try (ResultSet row = statement.executeQuery(OUTBOX)) {
            while (row.next()) {
                found.add(new OutboxRow(
                        schema,
                        row.getLong("sequence"),
                        row.getString("id"),
                        row.getString("topic"),
                        row.getString("key"),
                        row.getString("type"),
                        row.getBoolean("published")));
            }
        }
        return found;
    }

    private static List<InboxRow> inbox(String schema, Statement statement) throws SQLException {
        List<InboxRow> found = new ArrayList<>();
        try (ResultSet row = statement.executeQuery(INBOX)) {
            while (row.next()) {
                found.add(new InboxRow(schema, row.getString("consumer"), row.getString("event_id")));
            }
        }
        return found;
    }
}
