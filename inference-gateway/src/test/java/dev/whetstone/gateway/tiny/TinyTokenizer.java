package dev.whetstone.gateway.tiny;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whetstone.engine.format.ByteAlphabet;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** One token a byte, its id the byte itself; a few whole phrases that only a model can say; and the tokens of a ChatML turn. */
final class TinyTokenizer {

    static final List<String> PHRASES =
            List.of("first ", "second ", "<tool_call>{\"name\":\"pay\",\"arguments\":{\"amount\":5}}</tool_call>");
    static final int FIRST_PHRASE = 256;
    static final int TURN = FIRST_PHRASE + PHRASES.size();
    static final int TURN_END = TURN + 1;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TEMPLATE = "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n'"
            + " + message['content'] + '<|im_end|>' + '\\n' }}{% endfor %}"
            + "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

    private TinyTokenizer() {}

    static void write(Path directory) throws IOException {
        JSON.writeValue(directory.resolve("tokenizer.json").toFile(), tokenizer());
        ObjectNode config =
                JSON.createObjectNode().put("chat_template", TEMPLATE).put("eos_token", "<|im_end|>");
        Files.writeString(directory.resolve("tokenizer_config.json"), config.toString());
    }

    private static ObjectNode tokenizer() {
        ObjectNode json = JSON.createObjectNode().put("version", "1.0");
        json.putNull("truncation").putNull("padding").putNull("normalizer");
        ArrayNode added = json.putArray("added_tokens");
        added.add(control(TURN, "<|im_start|>")).add(control(TURN_END, "<|im_end|>"));
        ObjectNode byteLevel = json.putObject("pre_tokenizer").put("type", "ByteLevel");
        byteLevel.put("add_prefix_space", false).put("trim_offsets", true).put("use_regex", true);
        json.putNull("post_processor");
        json.set("decoder", byteLevel.deepCopy());
        ObjectNode model = json.putObject("model").put("type", "BPE");
        model.putNull("dropout")
                .putNull("unk_token")
                .putNull("continuing_subword_prefix")
                .putNull("end_of_word_suffix");
        model.put("fuse_unk", false).put("byte_fallback", false).put("ignore_merges", false);
        ObjectNode vocabulary = model.putObject("vocab");
        for (int value = 0; value < 256; value++) {
            vocabulary.put(String.valueOf(ByteAlphabet.characterOf(value)), value);
        }
        for (String phrase : PHRASES) {
            vocabulary.put(spelled(phrase), vocabulary.size());
        }
        model.putArray("merges");
        return json;
    }

    private static ObjectNode control(int id, String content) {
        ObjectNode token =
                JSON.createObjectNode().put("id", id).put("content", content).put("special", true);
        return token.put("single_word", false)
                .put("lstrip", false)
                .put("rstrip", false)
                .put("normalized", false);
    }

    private static String spelled(String text) {
        StringBuilder letters = new StringBuilder();
        for (byte value : text.getBytes(StandardCharsets.UTF_8)) {
            letters.append(ByteAlphabet.characterOf(value & 0xff));
        }
        return letters.toString();
    }
}
