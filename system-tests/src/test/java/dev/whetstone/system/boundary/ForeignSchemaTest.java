package dev.whetstone.system.boundary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whetstone.local.DatabaseAccess;
import dev.whetstone.local.PostgresNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** dataset-service keeps regression samples in its schema, eval-service answers in its own: training-service's role enters neither. */
class ForeignSchemaTest {

    private static final String DENIED = "42501";

    @TempDir
    static Path directory;

    private static PostgresNode node;

    @BeforeAll
    static void startWithASampleInEachSchema() throws SQLException {
        node = PostgresNode.start(directory, 0);
        for (String schema : new String[] {"dataset", "evaluation", "training"}) {
            execute(node.access(schema), "CREATE TABLE sample AS SELECT 'what training must not see' AS line");
        }
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dataset", "evaluation"})
    void isClosedToTrainingService(String schema) throws SQLException {
        assertThat(line(node.access(schema), schema)).isEqualTo("what training must not see");
        assertThat(line(node.access("training"), "training")).isEqualTo("what training must not see");

        assertDenied("SELECT line FROM " + schema + ".sample");
        assertDenied("INSERT INTO " + schema + ".sample VALUES ('planted')");
        assertDenied("CREATE TABLE " + schema + ".mine ()");
        assertDenied("SET ROLE " + schema + "_service");
        assertDenied("GRANT USAGE ON SCHEMA " + schema + " TO training_service");
    }

    private static void assertDenied(String sql) {
        assertThatThrownBy(() -> execute(node.access("training"), sql))
                .as(sql)
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(DENIED))
                .hasMessageContaining("permission denied");
    }

    private static String line(DatabaseAccess access, String schema) throws SQLException {
        try (Connection connection = connect(access);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT line FROM " + schema + ".sample")) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static void execute(DatabaseAccess access, String sql) throws SQLException {
        try (Connection connection = connect(access);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Connection connect(DatabaseAccess access) throws SQLException {
        return DriverManager.getConnection(access.jdbcUrl(), access.username(), access.password());
    }
}
