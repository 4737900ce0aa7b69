package dev.whetstone.engine.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whetstone.engine.format.ModelFormatException;
import dev.whetstone.engine.template.Text;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

class TokenizerTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    @TempDir
    Path directory;

    private Path model;

    @BeforeEach
    void write() {
        model = TinyTokenizer.in(directory);
    }

    @Test
    void longTextsAreNotCut() {
        try (Tokenizer tokenizer = Tokenizer.open(model)) {
            String text = "word ".repeat(5_000);
            assertThat(tokenizer.encode(text)).hasSize(25_000);
            assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
        }
    }

    @Test
    void truncationWrittenInTheFileIsIgnored() throws IOException {
        change(json -> json.putObject("truncation")
                .put("direction", "Right")
                .put("max_length", 3)
                .put("strategy", "LongestFirst")
                .put("stride", 0));
        try (Tokenizer tokenizer = Tokenizer.open(model)) {
            assertThat(tokenizer.encode("abcdefgh")).hasSize(7); // "ab" is one
        }
    }

    @Test
    void charactersAreNeverCutInTwoWhileDecoding() {
        try (Tokenizer tokenizer = Tokenizer.open(model)) {
            String text = "é🙂👩‍👩‍👧 x世";
            TextDecoder decoder = tokenizer.decoder();
            StringBuilder streamed = new StringBuilder();
            for (int id : tokenizer.encode(text)) {
                String piece = decoder.next(id);
                assertThat(piece).doesNotContain("\uFFFD");
                streamed.append(piece);
            }
            assertThat(streamed.append(decoder.finish())).hasToString(text);
        }
    }

    @Test
    void brokenAndUnfinishedCharactersAreReplaced() {
        try (Tokenizer tokenizer = Tokenizer.open(model)) {
            int[] smile = tokenizer.encode("🙂");
            TextDecoder decoder = tokenizer.decoder();
            assertThat(decoder.next(smile[0])).isEmpty();
            assertThat(decoder.next(tokenizer.encode("a")[0])).isEqualTo("\uFFFDa");
            assertThat(decoder.next(smile[0])).isEmpty();
            assertThat(decoder.finish()).isEqualTo("\uFFFD");
            assertThat(decoder.next(tokenizer.encode("b")[0])).isEqualTo("b");
        }
    }

    @Test
    void controlTokensAndIdsBeyondTheVocabularyDecodeToNothing() {
        try (Tokenizer tokenizer = Tokenizer.open(model)) {
            assertThat(tokenizer.decode(new int[] {TinyTokenizer.TURN, 1_000_000, TinyTokenizer.TURN_END}))
                    .isEmpty();
            assertThat(tokenizer.isControlToken(TinyTokenizer.TURN)).isTrue();
            assertThat(tokenizer.isControlToken(100)).isFalse();
            assertThat(tokenizer.findControlToken("<|im_end|>")).hasValue(TinyTokenizer.TURN_END);
            assertThat(tokenizer.findControlToken("user")).isEmpty();
            assertThat(tokenizer.size()).isEqualTo(260);
        }
    }

    @Test
    void controlTokensOutsideOfTheVocabularyKeepTheirIds() throws IOException {
        change(json -> {
            added(json, 260, "<|turn|>", true);
            added(json, 261, "<tool>", false);
        });
        try (Tokenizer tokenizer = Tokenizer.open(model)) {
            assertThat(tokenizer.encode(Text.trusted("<|turn|><tool>"))).containsExactly(260, 261);
            assertThat(tokenizer.encode("<tool>")).containsExactly(261); // not special: a part of the language
            assertThat(tokenizer.encode("<|turn|>")).hasSize(8).doesNotContain(260);
        }
    }

    @Test
    void aTokenizerMayHaveNoControlTokens() throws IOException {
        change(json -> json.putArray("added_tokens"));
        try (Tokenizer tokenizer = Tokenizer.open(model)) {
            assertThat(tokenizer.encode(Text.trusted("a <|im_start|>"))).isEqualTo(tokenizer.encode("a <|im_start|>"));
        }
    }

    @Test
    void aMissingOrBrokenFileIsNamed() throws IOException {
        assertThatThrownBy(() -> Tokenizer.open(directory))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("tokenizer.json");
        Files.writeString(model.resolve("tokenizer.json"), "{\"model\": {");
        assertThatThrownBy(() -> Tokenizer.open(model)).isInstanceOf(ModelFormatException.class);
        Files.writeString(model.resolve("tokenizer.json"), "{\"model\":{\"type\":\"BPE\"}}");
        assertThatThrownBy(() -> Tokenizer.open(model)).hasMessageContaining("model.vocab: is missing");
        Files.writeString(
                model.resolve("tokenizer.json"),
                "{\"model\":{\"type\":\"Novel\",\"vocab\":{\"a\":0}},\"decoder\":{\"type\":\"ByteLevel\"}}");
        assertThatThrownBy(() -> Tokenizer.open(model)).hasMessageContaining("model: type Novel is not supported");
        Files.writeString(
                model.resolve("tokenizer.json"),
                "{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0}},\"decoder\":{\"type\":\"ByteLevel\"}}");
        assertThatThrownBy(() -> Tokenizer.open(model))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("the tokenizer library refuses it");
    }

    @Test
    void anUnknownDecoderIsRefusedByName() throws IOException {
        change(json -> json.putObject("decoder").put("type", "WordPiece"));
        assertThatThrownBy(() -> Tokenizer.open(model)).hasMessageContaining("type WordPiece is not supported");
    }

    @Test
    void aModelWithoutATemplateIsNotForChats() throws IOException {
        Path config = model.resolve("tokenizer_config.json");
        Files.writeString(config, "{\"chat_template\":null}");
        assertThatThrownBy(() -> ChatTemplate.open(model))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("chat_template: there is none");
        Files.writeString(config, "{\"chat_template\":[{\"name\":\"default\",\"template\":\"{% for %}\"}]}");
        assertThatThrownBy(() -> ChatTemplate.open(model)).isInstanceOf(ModelFormatException.class);
        Files.writeString(model.resolve("chat_template.jinja"), "{{ eos_token is defined }}");
        assertThat(ChatTemplate.open(model).render(java.util.List.of(), true).value())
                .isEqualTo("False");
    }

    private void change(Consumer<ObjectNode> change) throws IOException {
        Path file = model.resolve("tokenizer.json");
        ObjectNode json = (ObjectNode) MAPPER.readTree(file.toFile());
        change.accept(json);
        MAPPER.writeValue(file.toFile(), json);
    }

    private static void added(ObjectNode json, int id, String content, boolean special) {
        ((com.fasterxml.jackson.databind.node.ArrayNode) json.path("added_tokens"))
                .addObject()
                .put("id", id)
                .put("content", content)
                .put("single_word", false)
                .put("lstrip", false)
                .put("rstrip", false)
                .put("normalized", false)
                .put("special", special);
    }
}
