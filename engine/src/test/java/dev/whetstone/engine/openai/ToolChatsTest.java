package dev.whetstone.engine.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.whetstone.engine.ChatMessage;
import dev.whetstone.engine.Tool;
import dev.whetstone.engine.ToolCall;
import dev.whetstone.engine.parity.GoldenJson;
import dev.whetstone.engine.text.ChatEncoder;
import dev.whetstone.engine.text.ChatTemplate;
import dev.whetstone.engine.text.Tokenizer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Chats with tools become the ids that Transformers makes of them, in each family whose template has tools. From bench/parity/chat_cases.py. */
class ToolChatsTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final JsonNode GOLDEN = GoldenJson.read(Tokenizer.class, "family-chats.json");

    @TempDir
    Path directory;

    static Stream<String> families() {
        List<String> names = new ArrayList<>();
        GOLDEN.path("families").properties().forEach(family -> {
            if (!family.getValue().path("tool_ids").isEmpty()) {
                names.add(family.getKey());
            }
        });
        return names.stream();
    }

    @ParameterizedTest
    @MethodSource("families")
    void idsAreThoseOfTransformers(String family) throws IOException {
        JsonNode golden = GOLDEN.path("families").path(family);
        try (Tokenizer tokenizer = tokenizer(golden)) {
            ChatTemplate template = ChatTemplate.open(directory);
            for (int i = 0; i < GOLDEN.path("tool_chats").size(); i++) {
                Fields chat = Fields.of("", GOLDEN.path("tool_chats").get(i));
                List<ChatMessage> messages = Messages.all(chat.objects("messages"));
                boolean asks = !messages.getLast().role().equals(ChatMessage.ASSISTANT);

                int[] ids = tokenizer.encode(template.render(messages, Messages.tools(chat), asks));

                int[] expected = GoldenJson.ids(golden.path("tool_ids").get(i));
                assertThat(tokenizer.spell(ids)).as("chat %d", i).isEqualTo(tokenizer.spell(expected));
                assertThat(ids).as("chat %d", i).isEqualTo(expected);
            }
        }
    }

    /** Names, arguments, results and descriptions come from anybody. */
    @ParameterizedTest
    @MethodSource("families")
    void nothingThatAToolSpellsIsAControlToken(String family) throws IOException {
        JsonNode golden = GOLDEN.path("families").path(family);
        StringBuilder all = new StringBuilder();
        golden.path("tokenizer")
                .path("added_tokens")
                .forEach(token -> all.append(token.path("content").textValue()));
        try (Tokenizer tokenizer = tokenizer(golden)) {
            ChatEncoder chats = new ChatEncoder(tokenizer, ChatTemplate.open(directory));

            int[] plain = chats.conversation(chat("x"), tools("x")).ids();
            int[] hostile =
                    chats.conversation(chat("x" + all), tools("x" + all)).ids();

            assertThat(controls(tokenizer, hostile)).isEqualTo(controls(tokenizer, plain));
            assertThat(hostile.length).isGreaterThan(plain.length);
        }
    }

    private static List<ChatMessage> chat(String text) {
        ToolCall call = new ToolCall(text, text, Map.of(text, List.of(text)));
        return List.of(
                new ChatMessage("user", text),
                ChatMessage.calling(text, List.of(call)),
                new ChatMessage("tool", text, List.of(), text, text),
                new ChatMessage(ChatMessage.ASSISTANT, text));
    }

    private static List<Tool> tools(String text) {
        return List.of(new Tool(Map.of(
                "type",
                "function",
                "function",
                Map.of("name", text, "description", text, "parameters", Map.of(text, 1)))));
    }

    private Tokenizer tokenizer(JsonNode golden) throws IOException {
        for (String file : List.of("tokenizer", "tokenizer_config")) {
            MAPPER.writeValue(directory.resolve(file + ".json").toFile(), golden.path(file));
        }
        return Tokenizer.open(directory);
    }

    private static int[] controls(Tokenizer tokenizer, int[] ids) {
        return Arrays.stream(ids).filter(tokenizer::isControlToken).toArray();
    }
}
