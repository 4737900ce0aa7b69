package dev.whetstone.cli.bench;

import dev.whetstone.cli.CommandFailure;
import dev.whetstone.cli.ExitCode;
import dev.whetstone.cli.Installation;
import dev.whetstone.cli.engine.ModelOptions;
import dev.whetstone.cli.engine.WeightsOption;
import dev.whetstone.cli.terminal.Terminal;
import dev.whetstone.engine.LanguageModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code whetstone bench serve}. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = {
            "Tokens a second of prefill and decode: the base, adapters mixed with the base, many adapters resident.",
            "One JSON line a setting. Prompts are random tokens, completions greedy; a round before each setting warms up."
        })
final class ServeCommand implements Callable<Integer> {

    private static final List<Compared> COMPARED =
            List.of(Compared.rate("decode_tokens_per_s"), Compared.rate("prefill_tokens_per_s"));

    @Mixin
    ModelOptions model;

    @Mixin
    WeightsOption weights;

    @Mixin
    RivalOptions rivals;

    @Option(
            names = "--batch",
            paramLabel = "N",
            split = ",",
            defaultValue = "1,8,32",
            description = "Sequences decoded together. Default: ${DEFAULT-VALUE}.")
    int[] batches;

    @Option(
            names = "--adapters",
            paramLabel = "N",
            defaultValue = "4",
            description = "Adapters mixed with the base; 0 for the base alone. Default: ${DEFAULT-VALUE}.")
    int adapters;

    @Option(
            names = "--resident",
            paramLabel = "N",
            defaultValue = "0",
            description = "Also: so many adapters in memory, chosen by requests as Zipf's law has it. Default: none.")
    int resident;

    @Option(
            names = "--rank",
            paramLabel = "R",
            defaultValue = "16",
            description = "Of the adapters. Default: ${DEFAULT-VALUE}.")
    int rank;

    @Option(
            names = "--prompt-tokens",
            paramLabel = "N",
            defaultValue = "200",
            description = "Default: ${DEFAULT-VALUE}.")
    int promptTokens;

    @Option(
            names = "--new-tokens",
            paramLabel = "N",
            defaultValue = "64",
            description = "Steps that each batch is measured for. Default: ${DEFAULT-VALUE}.")
    int newTokens;

    @Option(
            names = "--gguf",
            paramLabel = "FILE",
            description = "The same model for llama.cpp, which is left out without it.")
    Path gguf;

    @Override
    public Integer call() {
        if (batches.length == 0 || Arrays.stream(batches).anyMatch(batch -> batch < 1)) {
            throw CommandFailure.usage("--batch holds no positive number", "Give for example 1,8,32.");
        }
        if (promptTokens < 2 || newTokens < 2 || adapters < 0 || resident < 0 || rank < 1) {
            throw CommandFailure.usage(
                    "a number is too small", "Give at least 2 prompt and new tokens, rank 1, and no negative count.");
        }
        if (rivals.wanted()) {
            contest();
        } else {
            measure();
        }
        return ExitCode.DONE;
    }

    private void measure() {
        Terminal terminal = Terminal.quiet();
        try (LanguageModel loaded = model.load(terminal, weights.of(model.serving()));
                SampleAdapters all = SampleAdapters.load(loaded, Math.max(adapters, resident), rank)) {
            ServeBench bench = new ServeBench(loaded, promptTokens, newTokens);
            for (int batch : batches) {
                print(bench.base(batch));
                if (adapters > 0 && batch > 1) {
                    print(bench.mixed(batch, all.first(adapters)));
                }
                if (resident > 0) {
                    print(bench.resident(batch, all.first(resident)));
                }
            }
        }
    }

    private static void print(Figures figures) {
        System.out.println(figures);
    }

    private void contest() {
        Installation installation = Installation.find();
        List<Side> sides = new ArrayList<>();
        String sizes = Arrays.stream(batches).mapToObj(Integer::toString).collect(Collectors.joining(","));
        List<String> work = List.of(
                "--batch",
                sizes,
                "--prompt-tokens",
                Integer.toString(promptTokens),
                "--new-tokens",
                Integer.toString(newTokens));
        List<String> onAdapters = List.of("--adapters", Integer.toString(adapters), "--rank", Integer.toString(rank));
        List<String> onResident = List.of("--resident", Integer.toString(resident)); // no rival does that
        boolean quantized = weights.isInt8();
        if (gguf == null && quantized) {
            throw CommandFailure.usage("no rival has int8 weights but llama.cpp", "Give it the model with --gguf.");
        }
        if (gguf != null) {
            sides.add(rivals.script(
                    installation,
                    "llama.cpp",
                    "llama",
                    "serve_llama_cpp.py",
                    model.threads(),
                    join(Stream.of(List.of(gguf.toString(), "--types", quantized ? "Q8_0" : "BF16,F16"), work))));
        }
        List<String> directory = List.of("--model", model.directory().toString());
        if (!quantized) { // which Transformers has for other devices only
            sides.add(rivals.script(
                    installation,
                    "transformers",
                    "torch",
                    "serve_transformers.py",
                    model.threads(),
                    join(Stream.of(directory, work, onAdapters))));
        }
        Side ours = rivals.ours(
                installation,
                join(Stream.of(
                        List.of("serve"),
                        directory,
                        model.arguments(),
                        weights.arguments(),
                        work,
                        onAdapters,
                        onResident)));
        new Contest(ours, sides, COMPARED, Terminal.standard()).run(rivals.rounds());
    }

    private static List<String> join(Stream<List<String>> parts) {
        return parts.flatMap(List::stream).toList();
    }
}
