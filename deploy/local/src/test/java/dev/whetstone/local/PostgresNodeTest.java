package dev.whetstone.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

@Timeout(60)
class PostgresNodeTest {

    @TempDir
    Path directory;

    @Test
    void eachServiceOwnsItsSchemaAndMayEnterNoOther() throws Exception {
        try (PostgresNode node = PostgresNode.start(directory, 0)) {
            try (Connection dataset = connect(node.access("dataset"));
                    Connection training = connect(node.access("training"))) {
                execute(dataset, "CREATE TABLE sample (text text)");
                execute(training, "CREATE TABLE sample (text text)");
                assertThat(text(dataset, "SELECT schemaname FROM pg_tables WHERE tableowner = 'dataset_service'"))
                        .isEqualTo("dataset");
                assertThatThrownBy(() -> text(training, "SELECT text FROM dataset.sample"))
                        .isInstanceOf(SQLException.class)
                        .hasMessageContaining("permission denied for schema dataset");
                assertThatThrownBy(() -> execute(training, "CREATE TABLE public.mine ()"))
                        .hasMessageContaining("permission denied for schema public");
                assertThatThrownBy(() -> execute(training, "CREATE SCHEMA mine"))
                        .hasMessageContaining("permission denied");
            }
            assertThatThrownBy(() -> node.access("gateway")).hasMessageContaining("but got 'gateway'");
        }
    }

    @Test
    void wrongPasswordIsRefusedAndPasswordsAreTheirOwnersAlone() throws Exception {
        try (PostgresNode node = PostgresNode.start(directory, 0)) {
            DatabaseAccess right = node.access("dataset");
            DatabaseAccess wrong = new DatabaseAccess(right.jdbcUrl(), right.username(), "guess");
            assertThatThrownBy(() -> connect(wrong)).hasMessageContaining("password authentication failed");
            assertThat(right.toString()).doesNotContain(right.password());
            Path file = directory.resolve("passwords").resolve("dataset_service");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void killedServerStartsAgainWithWhatWasCommitted() throws Exception {
        PostgresNode first = PostgresNode.start(directory, 0);
        try (Connection connection = connect(first.access("dataset"))) {
            execute(connection, "CREATE TABLE kept AS SELECT 'committed' AS text");
            first.kill();
        }
        try (PostgresNode again = PostgresNode.start(directory, first.port());
                Connection connection = connect(again.access("dataset"))) {
            assertThat(again.port()).isEqualTo(first.port());
            assertThat(text(connection, "SELECT text FROM kept")).isEqualTo("committed");
        }
    }

    @Test
    void killedOwnerLeavesNothingThatBlocksARestart() throws Exception {
        DatabaseAccess access;
        try (NodeProcess node = NodeProcess.postgres(directory, 0)) {
            access = PostgresNode.access(directory, node.port(), "dataset");
            try (Connection connection = connect(access)) {
                execute(connection, "CREATE TABLE kept AS SELECT 'committed' AS text");
            }
            node.kill();
        }
        try (NodeProcess node = NodeProcess.postgres(directory, 0);
                Connection connection = connect(PostgresNode.access(directory, node.port(), "dataset"))) {
            assertThat(text(connection, "SELECT text FROM kept")).isEqualTo("committed");
        }
    }

    @Test
    void killedServerEndsTheProcessThatOwnsIt() throws Exception {
        try (NodeProcess node = NodeProcess.postgres(directory, 0)) {
            long server = Long.parseLong(
                    Files.readAllLines(directory.resolve("data/postmaster.pid")).getFirst());
            ProcessHandle.of(server).orElseThrow().destroyForcibly();
            await().atMost(Duration.ofSeconds(10)).until(() -> !node.alive());
        }
        assertThat(Files.readString(directory.resolve("node.log"))).contains("PostgreSQL ended by itself");
    }

    @Test
    void portInUseIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThatThrownBy(() -> PostgresNode.start(directory, taken.getLocalPort()))
                    .isInstanceOf(LocalStackException.class)
                    .hasMessageContaining("PostgreSQL cannot listen on port " + taken.getLocalPort());
        }
    }

    private static Connection connect(DatabaseAccess access) throws SQLException {
        return DriverManager.getConnection(access.jdbcUrl(), access.username(), access.password());
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String text(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }
}
