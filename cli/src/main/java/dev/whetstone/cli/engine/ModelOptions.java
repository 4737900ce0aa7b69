package dev.whetstone.cli.engine;

import dev.whetstone.cli.CommandFailure;
import dev.whetstone.cli.terminal.Terminal;
import dev.whetstone.engine.LanguageModel;
import dev.whetstone.engine.LoadOptions;
import dev.whetstone.engine.ModelInspection;
import dev.whetstone.engine.Precision;
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

    @Option(names = "--threads", paramLabel = "N", defaultValue = "0", description = "Processor threads. Default: all.")
    int threads;

    public Path directory() {
        return model;
    }

    /** Processor threads, 0 for all. */
    public int threads() {
        return threads;
    }

    /** How it computes, for another command line. */
    public List<String> arguments() {
        List<String> arguments = new ArrayList<>(List.of("--threads", Integer.toString(threads)));
        if (dtype != null) {
            arguments.addAll(List.of("--dtype", dtype.name()));
        }
        return arguments;
    }

    /** To train beside it and to score. */
    public LoadOptions training() {
        return LoadOptions.training(Optional.ofNullable(dtype), requireThreads());
    }

    /** To generate. */
    public LoadOptions serving() {
        return LoadOptions.serving(Optional.ofNullable(dtype), requireThreads());
    }

    /** Loads it, which takes seconds, with a progress line. */
    public LanguageModel load(Terminal terminal, LoadOptions options) {
        requireUsable();
        terminal.progress("loading " + model);
        LanguageModel loaded = Explained.run(() -> LanguageModel.load(model, options));
        terminal.clearProgress();
        return loaded;
    }

    ModelInspection inspect() {
        requireUsable();
        LoadOptions options = training();
        return Explained.run(() -> ModelInspection.of(model, options));
    }

    private void requireUsable() {
        if (!Files.isDirectory(model)) {
            throw CommandFailure.usage(
                    "--model: " + model + " is no directory",
                    "Name a Hugging Face directory; make one from a GGUF file with `whetstone engine import`.");
        }
    }

    private int requireThreads() {
        if (threads < 0) {
            throw CommandFailure.usage("--threads is " + threads, "Give 0 for all, or a positive number.");
        }
        return threads;
    }
}
