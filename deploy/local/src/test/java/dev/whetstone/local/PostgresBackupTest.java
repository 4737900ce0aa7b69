package dev.whetstone.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

class PostgresBackupTest {

    private static final int BEFORE = 20_000;

    @TempDir
    Path directory;

    @Test
    void aCopyOfAServerThatIsWritingHasAllThatWasCommittedBeforeItAndOneStateOfTwoSchemas() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        AtomicLong written = new AtomicLong(BEFORE);
        try (PostgresNode node = PostgresNode.start(directory.resolve("first"), 0)) {
            create(node);
            Thread writer = Thread.ofVirtual().start(() -> write(node, stop, written));
            try {
                PostgresBackup.take(directory.resolve("first"), node.port(), directory.resolve("backup"));
            } finally {
                stop.set(true);
                writer.join();
            }
            assertThat(written.get()).as("written while the copy was made").isGreaterThan(BEFORE);
        }

        PostgresBackup.restore(directory.resolve("backup"), directory.resolve("second"));

        try (PostgresNode node = PostgresNode.start(directory.resolve("second"), 0);
                Connection dataset = connect(node, "dataset");
                Connection training = connect(node, "training")) {
            long restored = number(dataset, "SELECT count(*) FROM told");
            assertThat(restored).isBetween((long) BEFORE, written.get());
            assertThat(number(dataset, "SELECT max(id) FROM told")).isEqualTo(restored);
            // Each row was written to dataset first and to training after it: a copy at one moment lacks the last at
            // most.
            assertThat(number(training, "SELECT count(*) FROM heard")).isBetween(restored - 1, restored);
            assertThat(number(dataset, "INSERT INTO told (text) VALUES ('after') RETURNING id"))
                    .as("the sequence goes on")
                    .isGreaterThan(restored);
        }
    }

    @Test
    void nothingIsRestoredOverADatabase() {
        try (PostgresNode node = PostgresNode.start(directory.resolve("first"), 0)) {
            PostgresBackup.take(directory.resolve("first"), node.port(), directory.resolve("backup"));
        }

        assertThatThrownBy(() -> PostgresBackup.restore(directory.resolve("backup"), directory.resolve("first")))
                .isInstanceOf(LocalStackException.class)
                .hasMessageContaining("holds a database already");
    }

    private static void create(PostgresNode node) throws SQLException {
        try (Connection dataset = connect(node, "dataset");
                Connection training = connect(node, "training")) {
            execute(dataset, "CREATE TABLE told (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, text text)");
            execute(dataset, "INSERT INTO told (text) SELECT repeat('x', 200) FROM generate_series(1, " + BEFORE + ")");
            execute(training, "CREATE TABLE heard (id bigint PRIMARY KEY)");
            execute(training, "INSERT INTO heard SELECT generate_series(1, " + BEFORE + ")");
        }
    }

    private static void write(PostgresNode node, AtomicBoolean stop, AtomicLong written) {
        try (Connection dataset = connect(node, "dataset");
                Connection training = connect(node, "training")) {
            while (!stop.get()) {
                long id = number(dataset, "INSERT INTO told (text) VALUES (repeat('y', 200)) RETURNING id");
                execute(training, "INSERT INTO heard VALUES (" + id + ")");
                written.set(id);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Connection connect(PostgresNode node, String schema) throws SQLException {
        DatabaseAccess access = node.access(schema);
        return DriverManager.getConnection(access.jdbcUrl(), access.username(), access.password());
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static long number(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }
}
