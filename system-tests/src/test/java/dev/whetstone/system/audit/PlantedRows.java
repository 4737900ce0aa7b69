package dev.whetstone.system.audit;

import dev.whetstone.local.DatabaseAccess;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/** Writes outbox and inbox rows, past messaging, into the tables that messaging's migration makes. */
final class PlantedRows {

    private static final Path MIGRATION =
            Path.of("../messaging/src/main/resources/db/messaging/V0_1__Outbox_and_inbox.sql");

    private PlantedRows() {}

    static void createTables(DatabaseAccess access) throws IOException, SQLException {
        execute(access, Files.readString(MIGRATION));
    }

    static void execute(DatabaseAccess access, String sql) throws SQLException {
        try (Connection connection = connect(access);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** What the telling holds for this schema. */
    static void insert(DatabaseAccess access, String schema, Telling telling) throws SQLException {
        try (Connection connection = connect(access)) {
            for (OutboxRow row : telling.outbox) {
                if (row.schema().equals(schema)) {
                    insert(connection, row);
                }
            }
            for (InboxRow row : telling.inbox) {
                if (row.schema().equals(schema)) {
                    insert(connection, row);
                }
            }
        }
    }

    private static void insert(Connection connection, OutboxRow row) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO outbox_event (id, slot, topic, key, type, source, time, trace, payload, published_at)
                VALUES (?, 0, ?, ?, ?, 'planted', now(), '', ?, now())""")) {
            insert.setObject(1, UUID.fromString(row.id()));
            insert.setString(2, row.topic());
            insert.setString(3, row.key());
            insert.setString(4, row.type());
            insert.setBytes(5, "{}".getBytes(StandardCharsets.UTF_8));
            insert.executeUpdate();
        }
    }

    private static void insert(Connection connection, InboxRow row) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO inbox_event (consumer, event_id) VALUES (?, ?)")) {
            insert.setString(1, row.consumer());
            insert.setObject(2, UUID.fromString(row.id()));
            insert.executeUpdate();
        }
    }

    private static Connection connect(DatabaseAccess access) throws SQLException {
        return DriverManager.getConnection(access.jdbcUrl(), access.username(), access.password());
    }
}
