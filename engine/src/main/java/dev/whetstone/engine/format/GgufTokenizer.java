package dev.whetstone.engine.format;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Rebuilds {@code tokenizer.json} and its companions from the metadata of a GGUF file: byte-level BPE only. */
final class GgufTokenizer {

    private static final JsonMapper MAPPER = new JsonMapper();
    private static final String PREFIX = "tokenizer.ggml.";
    private static final long UNKNOWN = 2;
    private static final long CONTROL = 3;
    private static final long USER_DEFINED = 4;

    private final GgufMetadata metadata;
    private final PreTokenizer pre;
    private final List<String> tokens;
    private final List<Long> types;

    private GgufTokenizer(GgufMetadata metadata, PreTokenizer pre) {
        this.metadata = metadata;
        this.pre = pre;
        this.tokens = metadata.requireList(PREFIX + "tokens", String.class);
        this.types = metadata.requireList(PREFIX + "token_type", Long.class);
    }

    /** @throws ModelFormatException when it is another kind of tokenizer or its lists do not fit together */
    static GgufTokenizer of(GgufMetadata metadata, int vocabularySize) {
        String model = metadata.requireString(PREFIX + "model");
        if (!model.equals("gpt2")) {
            throw metadata.refusal(
                    PREFIX + "model", "tokenizer " + model + " is not supported, only gpt2 (byte-level BPE) is");
        }
        String name = metadata.requireString(PREFIX + "pre");
        PreTokenizer pre = PreTokenizer.find(name)
                .orElseThrow(() -> metadata.refusal(
                        PREFIX + "pre", "split " + name + " is not known; known are " + PreTokenizer.names()));
        GgufTokenizer tokenizer = new GgufTokenizer(metadata, pre);
        tokenizer.requireConsistent(vocabularySize);
        return tokenizer;
    }

    private void requireConsistent(int vocabularySize) {
        if (tokens.size() > vocabularySize || tokens.size() != types.size()) {
            throw metadata.refusal(
                    PREFIX + "tokens",
                    tokens.size() + " tokens, " + types.size() + " types, " + vocabularySize
                            + " rows of the embedding: they do not fit together");
        }
    }

    void writeTo(Path directory) throws IOException {
        String template = metadata.findString("tokenizer.chat_template").orElse("");
        Files.write(directory.resolve("tokenizer.json"), MAPPER.writeValueAsBytes(json()));
        ObjectNode special = specialTokens();
        Files.write(directory.resolve("special_tokens_map.json"), StrictJson.pretty(special));
        ObjectNode config = special.deepCopy();
        config.put("add_bos_token", addsBos());
        config.put("clean_up_tokenization_spaces", false);
        config.put("tokenizer_class", "PreTrainedTokenizerFast");
        metadata.findInteger("llama.context_length").ifPresent(length -> config.put("model_max_length", length));
        if (!template.isEmpty()) {
            config.put("chat_template", template);
        }
        Files.write(directory.resolve("tokenizer_config.json"), StrictJson.pretty(config));
    }

    private ObjectNode json() {
        ObjectNode json = MAPPER.createObjectNode().put("version", "1.0");
        json.putNull("truncation").putNull("padding");
        json.set("added_tokens", addedTokens());
        if (pre.normalizes()) {
            json.putObject("normalizer").put("type", "NFC");
        } else {
            json.putNull("normalizer");
        }
        json.set("pre_tokenizer", pre.json());
        json.set("post_processor", postProcessor());
        json.set("decoder", PreTokenizer.byteLevel(true));
        json.set("model", model());
        return json;
    }

    private ArrayNode addedTokens() {
        ArrayNode added = MAPPER.createArrayNode();
        for (int id = 0; id < tokens.size(); id++) {
            long type = types.get(id);
            if (type == CONTROL || type == UNKNOWN || type == USER_DEFINED) {
                added.addObject()
                        .put("id", id)
                        .put("content", tokens.get(id))
                        .put("single_word", false)
                        .put("lstrip", false)
                        .put("rstrip", false)
                        .put("normalized", false)
                        .put("special", type != USER_DEFINED);
            }
        }
        return added;
    }

    private ObjectNode model() {
        ObjectNode model = MAPPER.createObjectNode().put("type", "BPE");
        model.putNull("dropout").putNull("unk_token");
        model.putNull("continuing_subword_prefix").putNull("end_of_word_suffix");
        model.put("fuse_unk", false).put("byte_fallback", false).put("ignore_merges", pre.ignoresMerges());
        ObjectNode vocabulary = model.putObject("vocab");
        for (int id = 0; id < tokens.size(); id++) {
            if (vocabulary.has(tokens.get(id))) {
                throw metadata.refusal(PREFIX + "tokens", "token '" + tokens.get(id) + "' is there twice");
            }
            vocabulary.put(tokens.get(id), id);
        }
        ArrayNode merges = model.putArray("merges");
        for (String merge : metadata.requireList(PREFIX + "merges", String.class)) {
            addMerge(merges, merge, vocabulary);
        }
        return model;
    }

    /** Both parts may hold a space only at their very beginning: the first space after that divides them. */
    private void addMerge(ArrayNode merges, String merge, ObjectNode vocabulary) {
        int space = merge.indexOf(' ', 1);
        String left = space < 0 ? "" : merge.substring(0, space);
        String right = merge.substring(space + 1);
        if (!vocabulary.has(left) || !vocabulary.has(right) || !vocabulary.has(left + right)) {
            throw metadata.refusal(PREFIX + "merges", "merge '" + merge + "' is not of two tokens into a third");
        }
        merges.addArray().add(left).add(right);
    }

    private boolean addsBos() {
        return metadata.flag(PREFIX + "add_bos_token", pre.addsBosByDefault());
    }

    /** What tools put around a text that no chat template was applied to. */
    private ObjectNode postProcessor() {
        ObjectNode processor = MAPPER.createObjectNode().put("type", "TemplateProcessing");
        ArrayNode single = processor.putArray("single");
        ArrayNode pair = processor.putArray("pair");
        ObjectNode special = processor.putObject("special_tokens");
        if (addsBos()) {
            String bos = requireToken("bos_token_id");
            single.addObject().putObject("SpecialToken").put("id", bos).put("type_id", 0);
            pair.addObject().putObject("SpecialToken").put("id", bos).put("type_id", 0);
            ObjectNode entry = special.putObject(bos).put("id", bos);
            entry.putArray("ids").add(metadata.requireInteger(PREFIX + "bos_token_id", 0, tokens.size() - 1));
            entry.putArray("tokens").add(bos);
        }
        single.addObject().putObject("Sequence").put("id", "A").put("type_id", 0);
        pair.addObject().putObject("Sequence").put("id", "A").put("type_id", 0);
        pair.addObject().putObject("Sequence").put("id", "B").put("type_id", 1);
        return processor;
    }

    private ObjectNode specialTokens() {
        ObjectNode special = MAPPER.createObjectNode();
        putToken(special, "bos_token", "bos_token_id");
        putToken(special, "eos_token", "eos_token_id");
        putToken(special, "unk_token", "unknown_token_id");
        putToken(special, "pad_token", "padding_token_id");
        return special;
    }

    private void putToken(ObjectNode special, String name, String key) {
        if (metadata.values().containsKey(PREFIX + key)) {
            special.put(name, requireToken(key));
        }
    }

    private String requireToken(String key) {
        return tokens.get(metadata.requireInteger(PREFIX + key, 0, tokens.size() - 1));
    }
}
