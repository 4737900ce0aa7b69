package dev.whetstone.cli.bench;

import dev.whetstone.cli.CommandFailure;
import dev.whetstone.cli.ExitCode;
import dev.whetstone.cli.Installation;
import dev.whetstone.cli.engine.ModelOptions;
import dev.whetstone.cli.terminal.Terminal;
import dev.whetstone.engine.LanguageModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** {@code whetstone bench train}. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        description = {
            "Tokens a second of LoRA training on all linear layers, and the validation loss that it ends with.",
            "Without --train the chats are made up: so many, so long, the same each time."
        })
final class TrainCommand implements Callable<Integer> {

    @Mixin
    ModelOptions model;

    @Mixin
    RivalOptions rivals;

    @Option(names = "--train", paramLabel = "FILE", description = "JSON Lines to learn from.")
    Path train;

    @Option(names = "--valid", paramLabel = "FILE", description = "JSON Lines to measure the loss on.")
    Path valid;

    @Option(
            names = "--chats",
            paramLabel = "N",
            defaultValue = "48",
            description = "Chats that are made up. Default: ${DEFAULT-VALUE}.")
    int chats;

    @Option(
            names = "--chat-tokens",
            paramLabel = "N",
            defaultValue = "285",
            description = "Tokens of each. Default: ${DEFAULT-VALUE}.")
    int chatTokens;

    @Option(names = "--rank", paramLabel = "R", defaultValue = "16", description = "Default: ${DEFAULT-VALUE}.")
    int rank;

    @Option(names = "--batch-size", paramLabel = "N", defaultValue = "4", description = "Default: ${DEFAULT-VALUE}.")
    int batchSize;

    @Option(names = "--epochs", paramLabel = "N", defaultValue = "2", description = "Default: ${DEFAULT-VALUE}.")
    int epochs;

    @Option(
            names = "--learning-rate",
            paramLabel = "L",
            defaultValue = "2e-4",
            description = "Constant. Default: ${DEFAULT-VALUE}.")
    double learningRate;

    @Override
    public Integer call() {
        if ((train == null) != (valid == null)) {
            throw CommandFailure.usage("--train and --valid belong together", "Give both, or neither.");
        }
        if (chats < 8 || chatTokens < 64 || rank < 1 || batchSize < 1 || epochs < 1) {
            throw CommandFailure.usage(
                    "a number is too small", "Give at least 8 chats of 64 tokens, and at least 1 of everything else.");
        }
        Installation installation = Installation.find();
        if (rivals.wanted()) {
            contest(installation);
        } else {
            try (LanguageModel loaded = model.load(Terminal.quiet(), model.training())) {
                TrainBench bench = new TrainBench(loaded, rank, batchSize, epochs, learningRate);
                System.out.println(bench.run(data(installation, loaded)));
            }
        }
        return ExitCode.DONE;
    }

    private BenchChats data(Installation installation, LanguageModel loaded) {
        return train == null
                ? BenchChats.madeUp(loaded, installation.state().resolve("bench"), chats, chatTokens)
                : new BenchChats(train, valid);
    }

    private void contest(Installation installation) {
        BenchChats data;
        try (LanguageModel loaded = model.load(Terminal.quiet(), model.training())) {
            data = data(installation, loaded);
        }
        List<String> work = List.of(
                "--model",
                model.directory().toString(),
                "--train",
                data.train().toString(),
                "--valid",
                data.valid().toString(),
                "--rank",
                Integer.toString(rank),
                "--batch-size",
                Integer.toString(batchSize),
                "--epochs",
                Integer.toString(epochs),
                "--learning-rate",
                Double.toString(learningRate));
        Side ours = rivals.ours(
                installation,
                Stream.of(List.of("train"), work, model.arguments())
                        .flatMap(List::stream)
                        .toList());
        List<String> scaled = Stream.concat(work.stream(), Stream.of("--alpha", Integer.toString(2 * rank)))
                .toList();
        Side trl = rivals.script(installation, "trl", "torch", "train_trl.py", model.threads(), scaled);
        List<Compared> compared = List.of(Compared.rate("tokens_per_s"), Compared.loss("valid_loss_after"));
        new Contest(ours, List.of(trl), compared, Terminal.standard()).run(rivals.rounds());
    }
}
