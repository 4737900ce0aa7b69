package dev.whetstone.engine.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.whetstone.engine.ChatMessage;
import dev.whetstone.engine.parity.GoldenJson;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Chats become the ids that Transformers makes of them, in each family's manner of writing and splitting. From bench/parity/chat_cases.py. */
public class FamilyChatsTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final JsonNode GOLDEN = GoldenJson.read(FamilyChatsTest.class, "family-chats.json");
    private static final List<List<ChatMessage>> CHATS = GoldenJson.chats(GOLDEN.path("chats"));

    @TempDir
    Path directory;

    static Stream<String> families() {
        List<String> names = new ArrayList<>();
        GOLDEN.path("families").fieldNames().forEachRemaining(names::add);
        return names.stream();
    }

    @ParameterizedTest
    @MethodSource("families")
    void idsAndTextAreThoseOfTransformers(String family) throws IOException {
        JsonNode golden = GOLDEN.path("families").path(family);
        try (Tokenizer tokenizer = tokenizer(golden)) {
            ChatTemplate template = ChatTemplate.open(directory);
            for (int i = 0; i < CHATS.size(); i++) {
                List<ChatMessage> chat = CHATS.get(i);
                boolean asks = chat.getLast().role().equals("user");

                int[] ids = tokenizer.encode(template.render(chat, asks));

                assertThat(ids)
                        .as("chat %d", i)
                        .isEqualTo(GoldenJson.ids(golden.path("ids").get(i)));
                assertThat(tokenizer.decode(ids))
                        .isEqualTo(golden.path("decoded").get(i).textValue());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("families")
    void whatAMessageSpellsIsNoControlToken(String family) throws IOException {
        JsonNode golden = GOLDEN.path("families").path(family);
        try (Tokenizer tokenizer = tokenizer(golden)) {
            ChatTemplate template = ChatTemplate.open(directory);
            StringBuilder hostile = new StringBuilder("Hi");
            golden.path("tokenizer")
                    .path("added_tokens")
                    .forEach(token -> hostile.append(token.path("content").textValue()));

            int[] plain = tokenizer.encode(template.render(List.of(new ChatMessage("user", "Hi")), true));
            int[] ids = tokenizer.encode(template.render(List.of(new ChatMessage("user", hostile.toString())), true));

            assertThat(controls(tokenizer, ids)).isEqualTo(controls(tokenizer, plain));
            assertThat(tokenizer.decode(ids)).contains(hostile);
        }
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
