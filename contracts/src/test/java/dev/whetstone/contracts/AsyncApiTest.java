package dev.whetstone.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** The AsyncAPI document says what the records and the topic list say. */
class AsyncApiTest {

    private static JsonNode document;

    @BeforeAll
    static void read() throws IOException {
        document = new ObjectMapper(new YAMLFactory())
                .readTree(ContractFiles.folder().resolve("asyncapi.yaml").toFile());
    }

    @Test
    void itsChannelsAreTheTopics() {
        List<String> addresses = new ArrayList<>();
        document.path("channels")
                .forEach(channel -> addresses.add(channel.path("address").asText()));

        assertThat(addresses)
                .containsExactlyElementsOf(TopicSettings.all().stream()
                        .map(settings -> settings.topic().topicName())
                        .toList());
    }

    @Test
    void everyChannelCarriesItsEvents() {
        assertThat(TopicSettings.all()).allSatisfy(settings -> {
            JsonNode messages = channel(settings.topic()).path("messages");
            assertThat(messages.fieldNames()).toIterable().containsExactlyElementsOf(settings.events());
            messages.forEach(
                    message -> assertThat(message.path("$ref").asText()).startsWith("#/components/messages/"));
        });
    }

    @Test
    void everyMessageHasItsTypeAndAnExistingSchema() {
        JsonNode messages = document.path("components").path("messages");
        assertThat(messages.size()).isEqualTo(EventType.all().size());
        assertThat(EventType.all()).allSatisfy(type -> {
            JsonNode message = messages.path(type.event().getSimpleName());
            assertThat(message.path("name").asText()).isEqualTo(type.name());
            assertThat(message.path("contentType").asText()).isEqualTo("application/json");
            String schema = message.path("payload").path("$ref").asText();
            assertThat(Files.isRegularFile(ContractFiles.folder().resolve(schema)))
                    .as(schema)
                    .isTrue();
            assertThat(schema).endsWith("/" + type.event().getSimpleName() + ".v1.json");
        });
    }

    @Test
    void everyTopicIsSentToByItsWriterAlone() {
        JsonNode operations = document.path("operations");
        assertThat(TopicSettings.all()).allSatisfy(settings -> {
            List<String> writers = new ArrayList<>();
            operations.forEach(operation -> {
                boolean sends = operation.path("action").asText().equals("send");
                if (sends
                        && operation
                                .path("channel")
                                .path("$ref")
                                .asText()
                                .equals("#/channels/" + channelName(settings.topic()))) {
                    writers.add(operation.path("x-service").asText());
                }
            });
            assertThat(writers).containsExactly(settings.writer());
        });
    }

    private static JsonNode channel(Topic topic) {
        return document.path("channels").path(channelName(topic));
    }

    private static String channelName(Topic topic) {
        String[] words = topic.topicName().split("\\.");
        return words[1] + "-" + words[2];
    }
}
