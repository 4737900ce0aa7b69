package dev.whetstone.cli.engine;

import dev.whetstone.cli.CommandFailure;
import dev.whetstone.cli.terminal.Terminal;
import dev.whetstone.engine.LanguageModel;
import dev.whetstone.engine.LoadOptions;
import dev.whetstone.engine.ModelInspection;
import dev.whetstone.engine.Precision;
import dev.whetstone.engine.WeightFormat;
import picocli.CommandLine.Option;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which model, and how it computes. */
public final class ModelOptions {

    @Option(
            names = "--model",
            required = true,
            paramLabel = "DIR",
            description = "Hugging Face directory of a model with a chat template. GGUF files: see `engine import`.")
    Path model;

    @Option(
            names = "--dtype",
            paramLabel = "TYPE",
            description = "float32 or bfloat16. Default: bfloat16 where the processor computes in it, else float32.")
    Precision dtype;

    @Option(
            names = "--weights",
            paramLabel = "FORMAT",
            defaultValue = "COMPUTED",
            description =
                    "How matrices are kept to generate: computed (as --dtype), or int8, half of bfloat16, which changes a little what the model says. Default: computed.")
    WeightFormat weights;

    @Option(names = "--threads", paramLabel = "N", defaultValue = "0", description = "Processor threads. Default: all.")
    int threads;

    public Path directory() {
        return model;
    }

    /** Processor threads, 0 for all. */
    public int threads() {
        return threads;
    }

    public WeightFormat weights() {
        return weights;
    }

    /** How it computes, for another command line. */
    public List<String> arguments() {
        List<String> arguments = new ArrayList<>(List.of("--threads", Integer.toString(threads)));
        if (weights != WeightFormat.COMPUTED) {
            arguments.addAll(List.of("--weights", weights.name()));
        }
        if (dtype != null) {
            arguments.addAll(List.of("--dtype", dtype.name()));
        }
        return arguments;
    }

    /** Loads it, which takes seconds, with a progress line. */
    public LanguageModel load(Terminal terminal, LoadOptions.Use use) {
        requireUsable();
        terminal.progress("loading " + model);
        LanguageModel loaded = Explained.run(() -> LanguageModel.load(model, options(use)));
        terminal.clearProgress();
        return loaded;
    }

    ModelInspection inspect(LoadOptions.Use use) {
        requireUsable();
        return Explained.run(() -> ModelInspection.of(model, options(use)));
    }

    private LoadOptions options(LoadOptions.Use use) {
        boolean serving = use == LoadOptions.Use.SERVING;
        if (!serving && weights == WeightFormat.INT8) {
            throw CommandFailure.usage(
                    "--weights int8 is for serving",
                    "Leave it out: adapters are trained, and answers scored, beside the weights as they are.");
        }
        return serving
                ? LoadOptions.serving(Optional.ofNullable(dtype), threads).with(weights)
                : LoadOptions.training(Optional.ofNullable(dtype), threads);
    }

    private void requireUsable() {
        if (!Files.isDirectory(model)) {
            throw CommandFailure.usage(
                    "--model: " + model + " is no directory",
                    "Name a Hugging Face directory; make one from a GGUF file with `whetstone engine import`.");
        }
        if (threads < 0) {
            throw CommandFailure.usage("--threads is " + threads, "Give 0 for all, or a positive number.");
        }
    }
}
