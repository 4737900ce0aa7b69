package dev.whetstone.cli.engine;

import dev.whetstone.artifacts.TreeDigest;
import dev.whetstone.cli.CommandFailure;
import dev.whetstone.cli.ExitCode;
import dev.whetstone.cli.terminal.Terminal;
import dev.whetstone.contracts.Digest;
import dev.whetstone.engine.LanguageModel;
import dev.whetstone.engine.adapter.LoraSettings;
import dev.whetstone.engine.adapter.PeftAdapter;
import dev.whetstone.engine.train.Beginning;
import dev.whetstone.engine.train.LoraRecipe;
import dev.whetstone.engine.train.LoraTrainer;
import dev.whetstone.engine.train.Provenance;
import dev.whetstone.engine.train.TrainingExample;
import dev.whetstone.engine.train.TrainingMethod;
import dev.whetstone.engine.train.TrainingOutcome;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code whetstone engine train}. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        description = {
            "Trains a LoRA adapter on rows in OpenAI's form, with tools where rows have them.",
            "Of a chat its last assistant message is learned; or, once a message has a weight, those whose weight is not 0.",
            "With --method dpo or orpo a row is a pair of answers, of which one is preferred, with kto one answer with a label.",
            "Interrupted, the same command goes on from the last checkpoint. The best step is kept, not the last."
        })
final class TrainCommand implements Callable<Integer> {

    @Mixin
    ModelOptions model;

    @Mixin
    RecipeOptions recipe;

    @Option(names = "--train", required = true, paramLabel = "FILE", description = "JSON Lines to learn from.")
    Path train;

    @Option(
            names = "--valid",
            required = true,
            paramLabel = "FILE",
            description = "JSON Lines to choose the best step by.")
    Path valid;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "Gets the adapter in PEFT's layout; holds checkpoints meanwhile.")
    Path out;

    @Option(
            names = "--continue",
            paramLabel = "DIR",
            description =
                    "An adapter in PEFT's layout that training goes on from, instead of a new one. It says rank, alpha, targets and"
                            + " patterns; options that say otherwise are refused. Preferences are measured by the base with it.")
    Optional<Path> from = Optional.empty();

    @Option(names = "--json", description = "The outcome as JSON.")
    boolean json;

    @Override
    public Integer call() {
        TrainingMethod method = recipe.method();
        List<TrainingExample> rows = TrainingFile.read(train, method);
        LoraRecipe settings = settings(rows.size());
        List<TrainingExample> heldOut = TrainingFile.read(valid, method);
        Terminal terminal = json ? Terminal.quiet() : Terminal.standard();
        TrainingFolder folder = new TrainingFolder(out);
        try (LanguageModel base = model.load(terminal, model.training());
                InterruptibleListener listener = new InterruptibleListener(terminal)) {
            TrainingOutcome outcome = Explained.run(() -> LoraTrainer.train(
                    base, rows, heldOut, settings, folder.work(), listener, provenance(), beginning()));
            terminal.clearProgress();
            return Explained.run(() -> finish(outcome, folder, terminal));
        } catch (IllegalStateException e) {
            throw CommandFailure.refused(e.getMessage(), "Name another --out, or delete " + folder.work() + ".");
        }
    }

    private LoraRecipe settings(int rows) {
        if (from.isEmpty()) {
            return recipe.recipe(rows);
        }
        LoraSettings found = Explained.run(() -> PeftAdapter.config(from.get()).lora());
        return recipe.recipe(rows, found);
    }

    private Beginning beginning() {
        return from.<Beginning>map(Beginning.Continued::new).orElseGet(Beginning.Fresh::new);
    }

    /** The base by the digest that the services know it by, the files as {@code sha256sum} does. */
    private Provenance provenance() {
        return new Provenance(TreeDigest.of(model.model).value(), digest(train), digest(valid));
    }

    private static String digest(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return Digest.of(in).value();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    private int finish(TrainingOutcome outcome, TrainingFolder folder, Terminal terminal) {
        return switch (outcome) {
            case TrainingOutcome.Finished finished -> {
                folder.publish(finished);
                TrainingSummary summary = new TrainingSummary(out, finished);
                if (json) {
                    System.out.println(summary.asJson());
                } else {
                    summary.lines().forEach(terminal::line);
                }
                yield ExitCode.DONE;
            }
            case TrainingOutcome.Diverged diverged ->
                throw CommandFailure.refused(
                        "training diverged at step " + diverged.step() + " with loss " + diverged.loss() + ": "
                                + diverged.reason(),
                        "Lower --learning-rate, or look at the rows of that step. No adapter was written.");
            case TrainingOutcome.Stopped stopped ->
                throw CommandFailure.failed(
                        "stopped after step " + stopped.savedStep(), "The same command goes on from there.");
        };
    }
}
