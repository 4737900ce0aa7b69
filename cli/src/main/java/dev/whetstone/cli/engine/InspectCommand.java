package dev.whetstone.cli.engine;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whetstone.cli.CommandFailure;
import dev.whetstone.cli.ExitCode;
import dev.whetstone.cli.terminal.Terminal;
import dev.whetstone.engine.ModelInspection;
import dev.whetstone.engine.adapter.LoraLayout;
import dev.whetstone.engine.format.ModelConfig;
import dev.whetstone.engine.train.LoraRecipe;
import dev.whetstone.engine.train.TrainingMemory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/** {@code whetstone engine inspect}: what a model is, and what serving and training it would take. */
@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        description = {
            "Shape, size and number formats of a model, and the memory that serving and training it would take.",
            "Reads headers only. Training: of rows as long as --max-tokens."
        })
final class InspectCommand implements Callable<Integer> {

    private static final JsonMapper MAPPER = new JsonMapper();

    @Mixin
    ModelOptions model;

    @Mixin
    RecipeOptions recipe;

    @Option(
            names = "--sequences",
            paramLabel = "N",
            defaultValue = "8",
            description = "Sequences that are served at once. Default: ${DEFAULT-VALUE}.")
    int sequences;

    @Option(
            names = "--tokens",
            paramLabel = "N",
            defaultValue = "1024",
            description = "Length of each, prompt and answer. Default: ${DEFAULT-VALUE}.")
    int tokens;

    @Option(names = "--json", description = "One JSON object.")
    boolean json;

    @Override
    public Integer call() {
        if (sequences < 1 || tokens < 1) {
            throw CommandFailure.usage(
                    "--sequences is " + sequences + ", --tokens is " + tokens, "Give at least 1 of each.");
        }
        LoraRecipe planned = recipe.recipe(1); // how often rows are read takes no memory
        ModelInspection found = model.inspect();
        long longest = Math.min(planned.maxTokens(), found.config().contextLength());
        Training training = Explained.run(
                () -> Training.of(found, planned, longest, model.training().processors()));
        if (json) {
            System.out.println(asJson(found, training));
        } else {
            print(Terminal.standard(), found, planned, longest, training);
        }
        return ExitCode.DONE;
    }

    /**
     * Memory in bytes, with the weights.
     *
     * @param fastest with a pass for every thread
     * @param least with one pass at a time, and blocks that are computed twice
     */
    private record Training(long fastest, long least) {

        static Training of(ModelInspection found, LoraRecipe planned, long longest, int workers) {
            TrainingMemory all = TrainingMemory.of(found.config(), found.precision(), planned, workers, longest);
            TrainingMemory alone = TrainingMemory.of(found.config(), found.precision(), planned, 1, longest);
            return new Training(
                    found.weightBytes() + all.peak(false, true), found.weightBytes() + alone.peak(true, false));
        }
    }

    private void print(Terminal terminal, ModelInspection found, LoraRecipe planned, long longest, Training training) {
        ModelConfig config = found.config();
        LoraLayout layout = LoraLayout.planned(planned.lora(), config);
        terminal.line(
                "%s: %d layers of width %d, %d heads of %d over %d, feed-forward %d, vocabulary %d, context %d%s",
                config.family(),
                config.layers(),
                config.hiddenSize(),
                config.heads(),
                config.headDimension(),
                config.keyValueHeads(),
                config.intermediateSize(),
                config.vocabularySize(),
                config.contextLength(),
                windows(config));
        terminal.line(
                "%.1f million parameters, stored as %s",
                found.parameters() / 1e6,
                found.fileBytes().entrySet().stream()
                        .map(stored -> stored.getKey() + " (" + mebibytes(stored.getValue()) + ")")
                        .collect(Collectors.joining(", ")));
        terminal.line("%s", found.computing());
        terminal.line(
                "serving  %s: weights %s, %s of cache a token; %d sequences of %d tokens",
                mebibytes(found.servingBytes(sequences, tokens)),
                mebibytes(found.weightBytes()),
                kibibytes(found.cacheBytesPerToken()),
                sequences,
                tokens);
        terminal.line("%s", inInt8(found));
        terminal.line(
                "training %s: weights, and an adapter of %.1f million parameters on %d modules with rows of %d tokens; %s at least, one pass at a time and blocks computed twice",
                mebibytes(training.fastest()),
                layout.parameters(config) / 1e6,
                layout.places().size(),
                longest,
                mebibytes(training.least()));
    }

    private String inInt8(ModelInspection found) {
        if (found.int8WeightBytes().isEmpty()) {
            return "in int8  not here: it needs a processor with bfloat16 arithmetic, --dtype bfloat16, and java with --add-modules jdk.incubator.vector";
        }
        return "in int8  %s: weights %s, for generating and serving alone; it is another model, with a digest of its own"
                .formatted(
                        mebibytes(found.int8ServingBytes(sequences, tokens).orElseThrow()),
                        mebibytes(found.int8WeightBytes().getAsLong()));
    }

    private static String windows(ModelConfig config) {
        long windowed =
                config.shapes().stream().filter(shape -> shape.isWindowed()).count();
        return windowed == 0 ? "" : ", " + windowed + " layers see a window";
    }

    private ObjectNode asJson(ModelInspection found, Training training) {
        ModelConfig config = found.config();
        ObjectNode object = MAPPER.createObjectNode()
                .put("family", config.family())
                .put("layers", config.layers())
                .put("hidden_size", config.hiddenSize())
                .put("intermediate_size", config.intermediateSize())
                .put("heads", config.heads())
                .put("key_value_heads", config.keyValueHeads())
                .put("head_dimension", config.headDimension())
                .put("vocabulary_size", config.vocabularySize())
                .put("context_length", config.contextLength())
                .put("parameters", found.parameters())
                .put("precision", found.precision().name().toLowerCase(Locale.ROOT))
                .put("weight_bytes", found.weightBytes())
                .put("cache_bytes_per_token", found.cacheBytesPerToken())
                .put("serving_bytes", found.servingBytes(sequences, tokens))
                .put("training_bytes", training.fastest())
                .put("training_bytes_recomputed", training.least());
        found.int8WeightBytes().ifPresent(bytes -> object.put("int8_weight_bytes", bytes));
        found.int8ServingBytes(sequences, tokens).ifPresent(bytes -> object.put("int8_serving_bytes", bytes));
        ObjectNode stored = object.putObject("stored_bytes");
        found.fileBytes().forEach((dtype, bytes) -> stored.put(dtype.name(), bytes));
        return object;
    }

    private static String mebibytes(long bytes) {
        return String.format(Locale.ROOT, "%,d MiB", Math.round(bytes / (double) (1 << 20)));
    }

    private static String kibibytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f KiB", bytes / 1024.0);
    }
}
