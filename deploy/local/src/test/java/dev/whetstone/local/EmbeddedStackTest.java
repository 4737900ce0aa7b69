package dev.whetstone.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.sql.DriverManager;
import java.util.Map;

@Timeout(60)
class EmbeddedStackTest {

    @Test
    void secondStartUsesTheStackOfTheFirst() throws Exception {
        Map<String, String> first = start(Map.of("schema", "dataset"));
        Map<String, String> second = start(Map.of("schema", "training"));

        assertThat(second.get("kafka.bootstrap.servers")).isEqualTo(first.get("kafka.bootstrap.servers"));
        assertThat(second.get("quarkus.datasource.jdbc.url")).isEqualTo(first.get("quarkus.datasource.jdbc.url"));
        assertThat(first).containsEntry("quarkus.datasource.username", "dataset_service");
        try (var connection = DriverManager.getConnection(
                second.get("quarkus.datasource.jdbc.url"),
                second.get("quarkus.datasource.username"),
                second.get("quarkus.datasource.password"))) {
            assertThat(connection.getSchema()).isEqualTo("training");
        }
    }

    @Test
    void databaseComesBackOnTheSamePort() {
        String url = start(Map.of("schema", "dataset")).get("quarkus.datasource.jdbc.url");

        EmbeddedStack.withoutPostgres(() -> assertThatThrownBy(() -> DriverManager.getConnection(url, "any", "any"))
                .hasMessageContaining("refused"));

        assertThatThrownBy(() -> DriverManager.getConnection(url, "any", "any"))
                .hasMessageContaining("password authentication failed");
        assertThat(start(Map.of("schema", "dataset"))).containsEntry("quarkus.datasource.jdbc.url", url);
    }

    @Test
    void withoutASchemaThereIsOnlyKafka() {
        assertThat(start(Map.of()))
                .containsKey("kafka.bootstrap.servers")
                .doesNotContainKey("quarkus.datasource.jdbc.url");
    }

    private static Map<String, String> start(Map<String, String> arguments) {
        EmbeddedStack stack = new EmbeddedStack();
        stack.init(arguments);
        return stack.start();
    }
}
