package dev.whetstone.engine.format;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.Arrays;
import java.util.Optional;

/** How text is cut before merges apply, by the name that GGUF files give it. The patterns are Hugging Face's own. */
enum PreTokenizer {
    GPT_2("gpt-2"),
    SMOLLM("smollm"),
    STARCODER("starcoder"),
    LLAMA_BPE("llama-bpe"),
    QWEN2("qwen2");

    private static final JsonMapper MAPPER = new JsonMapper();
    private static final String WORDS =
            "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|%s| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*"
                    + "|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

    private final String ggufName;

    PreTokenizer(String ggufName) {
        this.ggufName = ggufName;
    }

    static Optional<PreTokenizer> find(String ggufName) {
        return Arrays.stream(values())
                .filter(pre -> pre.ggufName.equals(ggufName))
                .findFirst();
    }

    static String names() {
        return String.join(
                ", ", Arrays.stream(values()).map(pre -> pre.ggufName).toList());
    }

    /** Whether a whole word that is in the vocabulary is taken without merging. */
    boolean ignoresMerges() {
        return this == LLAMA_BPE;
    }

    /** Whether a text begins with the first token unless the file says otherwise. */
    boolean addsBosByDefault() {
        return this == LLAMA_BPE;
    }

    boolean normalizes() {
        return this == QWEN2;
    }

    ObjectNode json() {
        return switch (this) {
            case GPT_2 -> byteLevel(true);
            case SMOLLM, STARCODER ->
                sequence(
                        MAPPER.createObjectNode().put("type", "Digits").put("individual_digits", true),
                        byteLevel(true));
            case LLAMA_BPE -> sequence(split(WORDS.formatted("\\p{N}{1,3}")), byteLevel(false));
            case QWEN2 -> sequence(split(WORDS.formatted("\\p{N}")), byteLevel(false));
        };
    }

    private static ObjectNode split(String pattern) {
        ObjectNode split = MAPPER.createObjectNode().put("type", "Split");
        split.putObject("pattern").put("Regex", pattern);
        return split.put("behavior", "Isolated").put("invert", false);
    }

    private static ObjectNode sequence(ObjectNode... steps) {
        ObjectNode sequence = MAPPER.createObjectNode().put("type", "Sequence");
        ArrayNode list = sequence.putArray("pretokenizers");
        for (ObjectNode step : steps) {
            list.add(step);
        }
        return sequence;
    }

    static ObjectNode byteLevel(boolean splits) {
        return MAPPER.createObjectNode()
                .put("type", "ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", true)
                .put("use_regex", splits);
    }
}
