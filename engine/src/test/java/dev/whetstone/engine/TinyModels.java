package dev.whetstone.engine;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whetstone.engine.parity.TinyLlama;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Tiny models in float32 with two threads, as most tests want them. */
public final class TinyModels {

    public static final String PLAIN = "grouped heads, tied head";
    public static final String WITH_ADAPTER = "adapter on every module";
    public static final String UNEVEN = "ranks and alphas by pattern, rank-stabilised";
    public static final String UPPER = "qwen3, adapter in one layer by regular expression";

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private TinyModels() {}

    public static LanguageModel load(Path directory) {
        return load(directory, 1024);
    }

    public static LanguageModel load(Path directory, int contextLength) {
        return load(directory, json -> json.put("max_position_embeddings", contextLength));
    }

    /** One that never ends its turn by itself. */
    public static LanguageModel loadEndless(Path directory, int contextLength) {
        return load(
                directory,
                json -> json.put("max_position_embeddings", contextLength).remove("eos_token_id"));
    }

    private static LanguageModel load(Path directory, Change change) {
        Path model = TinyLlama.writeModel(directory.resolve("base"), PLAIN);
        edit(model.resolve("config.json"), change);
        return reload(directory);
    }

    /** The model that was loaded from the directory before, with what was changed in its files since. */
    public static LanguageModel reload(Path directory) {
        return LanguageModel.load(directory.resolve("base"), LoadOptions.training(Optional.of(Precision.FLOAT32), 2));
    }

    /** A change to a JSON file. */
    public interface Change {
        void make(ObjectNode json);
    }

    public static void edit(Path file, Change change) {
        try {
            ObjectNode json = (ObjectNode) MAPPER.readTree(file.toFile());
            change.make(json);
            MAPPER.writeValue(file.toFile(), json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A formula adapter on every module; what it says differs from the base. */
    public static Path adapter(Path directory) {
        return TinyLlama.writeAdapter(directory.resolve("adapter"), directory.resolve("base"), WITH_ADAPTER);
    }

    /** Another one: the same factors with another scale. */
    public static Path otherAdapter(Path directory) {
        Path adapter = TinyLlama.writeAdapter(directory.resolve("other"), directory.resolve("base"), WITH_ADAPTER);
        edit(adapter.resolve("adapter_config.json"), json -> json.put("lora_alpha", 3));
        return adapter;
    }

    /** One whose ranks and scales differ between modules and layers. */
    public static Path unevenAdapter(Path directory) {
        return TinyLlama.writeAdapter(directory.resolve("uneven"), directory.resolve("base"), UNEVEN);
    }

    /** One that has nothing in the first layer. */
    public static Path upperAdapter(Path directory) {
        return TinyLlama.writeAdapter(directory.resolve("upper"), directory.resolve("base"), UPPER);
    }

    public static List<ChatMessage> ask(String question) {
        return List.of(new ChatMessage("user", question));
    }
}
