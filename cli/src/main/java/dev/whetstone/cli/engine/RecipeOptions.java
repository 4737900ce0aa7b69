package dev.whetstone.cli.engine;

import dev.whetstone.cli.CommandFailure;
import dev.whetstone.engine.adapter.LoraSettings;
import dev.whetstone.engine.train.AutoEpochs;
import dev.whetstone.engine.train.LoraRecipe;
import dev.whetstone.engine.train.OptimizerSettings;
import dev.whetstone.engine.train.TrainingMethod;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.Optional;
import java.util.function.Supplier;

/** The settings of a run; what is not given is as in {@link LoraRecipe#defaults()}. */
final class RecipeOptions {

    private static final LoraRecipe DEFAULTS = LoraRecipe.defaults();
    private static final OptimizerSettings RATES = DEFAULTS.optimizer();

    @Option(
            names = "--method",
            paramLabel = "M",
            description = {
                "What is learned: sft (what the chats say), dpo (to prefer one answer to another, measured by the model that"
                        + " training begins with), orpo (the same without a reference, and to say the preferred answer) or kto"
                        + " (wanted answers more, unwanted ones less). Default: sft."
            })
    String method = "sft";

    @Option(
            names = "--beta",
            paramLabel = "B",
            description = "Of dpo and kto: how dear it is to stray from that model; of orpo: weight of the preference."
                    + " Above 0, at most 2. Default: 0.1.")
    Optional<Double> beta = Optional.empty();

    @Mixin
    AdapterOptions adapter;

    @Option(names = "--learning-rate", paramLabel = "L", description = "Default: 0.001.")
    double learningRate = RATES.learningRate();

    @Option(
            names = "--learning-rate-multiplier",
            paramLabel = "X",
            description = "The learning rate times this. Default: 1.")
    double learningRateMultiplier = 1;

    @Option(
            names = "--lora-plus-ratio",
            paramLabel = "X",
            description = "LoRA+: the learning rate of B over that of A. 1 is LoRA as it was; its authors use 16"
                    + " and a lower --learning-rate. Default: 1.")
    double loraPlusRatio = RATES.loraPlusRatio();

    @Option(names = "--schedule", paramLabel = "S", description = "constant, linear or cosine. Default: linear.")
    String schedule = RATES.schedule();

    @Option(
            names = "--warmup-share",
            paramLabel = "P",
            description = "Share of the steps in which the rate climbs. Default: 0.05.")
    double warmupShare = RATES.warmupShare();

    @Option(names = "--weight-decay", paramLabel = "W", description = "Default: 0.")
    double weightDecay = RATES.weightDecay();

    @Option(names = "--clip-norm", paramLabel = "C", description = "Largest gradient norm; 0 for none. Default: 1.")
    double clipNorm = RATES.clipNorm();

    @Option(
            names = "--epochs",
            paramLabel = "N",
            description = "How often all rows are read, or auto: by their number, 3 for most. Default: 3.")
    String epochs = String.valueOf(DEFAULTS.epochs());

    @Option(names = "--batch-size", paramLabel = "N", description = "Rows a step. Default: 4.")
    int batchSize = DEFAULTS.batchSize();

    @Option(
            names = "--evaluate-every-steps",
            paramLabel = "N",
            description = "Steps between validation losses and checkpoints. Default: 10.")
    int evaluateEverySteps = DEFAULTS.evaluateEverySteps();

    @Option(
            names = "--patience",
            paramLabel = "N",
            description = "Evaluations without improvement before stopping; 0 for never. Default: 3.")
    int patience = DEFAULTS.patience();

    @Option(
            names = "--minimum-change",
            paramLabel = "NATS",
            description = "Fall of the validation loss that counts as improvement to --patience. Default: 0, any.")
    double minimumChange = DEFAULTS.minimumChange();

    @Option(
            names = "--max-tokens",
            paramLabel = "N",
            description = "Longest row; a longer one is an error, never cut. Default: 2048.")
    int maxTokens = DEFAULTS.maxTokens();

    @Option(
            names = "--probe-rows",
            paramLabel = "N",
            description = "Rows of each file that the memorisation probe reads at most; 0 for no probe. Default: 16.")
    int probeRows = DEFAULTS.probeRows();

    @Option(
            names = "--probe-tokens",
            paramLabel = "N",
            description = "Tokens of such a row to be said word for word. Default: 32.")
    int probeTokens = DEFAULTS.probeTokens();

    @Option(names = "--seed", paramLabel = "N", description = "Of initial values, order and dropout. Default: 1.")
    long seed = DEFAULTS.seed();

    TrainingMethod method() {
        return orUsage(this::namedMethod);
    }

    /** Refuses a beta that nothing would use. */
    private TrainingMethod namedMethod() {
        double weight = beta.orElse(TrainingMethod.DEFAULT_BETA);
        return switch (method) {
            case "sft" -> {
                if (beta.isPresent()) {
                    throw new IllegalArgumentException(
                            "--beta is of dpo, orpo and kto: leave it out or name the --method");
                }
                yield new TrainingMethod.Supervised();
            }
            case "dpo" -> new TrainingMethod.Dpo(weight);
            case "orpo" -> new TrainingMethod.Orpo(weight);
            case "kto" -> new TrainingMethod.Kto(weight);
            default ->
                throw new IllegalArgumentException("--method is " + method + ": it must be sft, dpo, orpo or kto");
        };
    }

    /** @param rows of the training split, which {@code --epochs auto} goes by */
    LoraRecipe recipe(int rows) {
        return recipe(rows, DEFAULTS.lora());
    }

    /** @param usual settings of the adapter where no option says otherwise */
    LoraRecipe recipe(int rows, LoraSettings usual) {
        return orUsage(() -> {
            if (!(learningRateMultiplier > 0) || !Double.isFinite(learningRateMultiplier)) {
                throw new IllegalArgumentException(
                        "--learning-rate-multiplier is " + learningRateMultiplier + ": it must be positive");
            }
            return new LoraRecipe(
                    adapter.settings(usual),
                    new OptimizerSettings(
                            learningRate * learningRateMultiplier,
                            schedule,
                            warmupShare,
                            weightDecay,
                            clipNorm,
                            loraPlusRatio),
                    epochs(rows),
                    batchSize,
                    evaluateEverySteps,
                    patience,
                    minimumChange,
                    maxTokens,
                    probeRows,
                    probeTokens,
                    seed,
                    namedMethod());
        });
    }

    private static <T> T orUsage(Supplier<T> settings) {
        try {
            return settings.get();
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage(e.getMessage(), "See `whetstone engine train --help`.");
        }
    }

    private int epochs(int rows) {
        if (epochs.equals("auto")) {
            return AutoEpochs.of(Math.max(1, rows)); // that there are none is said by who reads them
        }
        try {
            return Integer.parseInt(epochs);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--epochs is " + epochs + ": it must be a whole number or auto", e);
        }
    }
}
