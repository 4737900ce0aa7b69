package dev.whetstone.engine.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.whetstone.engine.template.Text;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * Ids under every split that a GGUF file may name, against Hugging Face's tokenizers; the cases come from
 * bench/parity/tokenizer_cases.py.
 */
class ImportedTokenizerTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"gpt-2", "smollm", "starcoder", "llama-bpe", "qwen2"})
    void idsAreThoseOfHuggingFace(String pre) throws IOException {
        JsonNode golden = golden();
        Path model = TinyTokenizer.in(directory, pre, strings(golden.path("tokens")), strings(golden.path("merges")));
        List<String> lines = strings(golden.path("lines"));
        JsonNode expected = golden.path("splits").path(pre);
        assertThat(expected.size()).isEqualTo(lines.size()).isGreaterThan(100);
        try (Tokenizer tokenizer = Tokenizer.open(model)) {
            for (int i = 0; i < lines.size(); i++) {
                check(tokenizer, lines.get(i), expected.get(i), pre.equals("qwen2"));
            }
        }
    }

    private static void check(Tokenizer tokenizer, String line, JsonNode expected, boolean normalizes) {
        int[] text = ids(expected.path("text"));
        int[] marked = expected.has("marked") ? ids(expected.path("marked")) : text;
        assertThat(tokenizer.encode(line)).as("text of %s", line).isEqualTo(text);
        assertThat(tokenizer.encode(Text.untrusted(line)))
                .as("untrusted %s", line)
                .isEqualTo(text);
        assertThat(tokenizer.encode(Text.trusted(line))).as("trusted %s", line).isEqualTo(marked);
        if (!normalizes) {
            assertThat(tokenizer.decode(text)).as("there and back").isEqualTo(line);
        }
    }

    private static int[] ids(JsonNode node) {
        return StreamSupport.stream(node.spliterator(), false)
                .mapToInt(JsonNode::intValue)
                .toArray();
    }

    private static List<String> strings(JsonNode node) {
        return StreamSupport.stream(node.spliterator(), false)
                .map(JsonNode::textValue)
                .toList();
    }

    private static JsonNode golden() throws IOException {
        try (InputStream in = ImportedTokenizerTest.class.getResourceAsStream("tokenizer-cases.json")) {
            return new ObjectMapper().readTree(in);
        }
    }
}
