package dev.whetstone.engine.train;

import dev.whetstone.engine.LanguageModel;
import dev.whetstone.engine.LoadOptions;
import dev.whetstone.engine.adapter.LoraTarget;
import dev.whetstone.engine.torch.Native;
import org.bytedeco.pytorch.NoGradGuard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Holds the formula of {@link TrainingMemory} against what the system counts: {@code MODEL_DIRECTORY TOKENS_A_ROW ROWS DROPOUT RECOMPUTE ORDER WORKERS}.
 * One process for each measurement. Linux.
 */
final class TrainingMemoryBench {

    private static final int STEPS = 5;
    private static final int RANK = 16;

    private TrainingMemoryBench() {}

    public static void main(String[] arguments) throws IOException {
        int length = Integer.parseInt(arguments[1]);
        int count = Integer.parseInt(arguments[2]);
        boolean recomputes = Boolean.parseBoolean(arguments[4]);
        boolean orders = Boolean.parseBoolean(arguments[5]);
        int side = Integer.parseInt(arguments[6]);
        LoraRecipe recipe = new LoraRecipe(
                RANK,
                32,
                Double.parseDouble(arguments[3]),
                LoraTarget.names(),
                1e-4,
                "constant",
                0,
                0,
                1,
                1,
                count,
                1,
                0,
                0,
                length + 1,
                0,
                8,
                7);
        try (LanguageModel model = LanguageModel.load(Path.of(arguments[0]), LoadOptions.defaults())) {
            int[] ids = new int[length + 1];
            Arrays.fill(ids, 11);
            List<TrainingRow> rows = Collections.nCopies(count, new TrainingRow(ids, length / 2));
            long before = status("VmRSS");
            Files.writeString(Path.of("/proc/self/clear_refs"), "5"); // the peak is counted from now on
            double seconds = train(model, recipe, rows, recomputes, orders, side);
            long measured = status("VmHWM") - before;
            TrainingMemory plan =
                    TrainingMemory.of(model.config(), model.network().backend().precision(), recipe, side, length);
            System.out.printf(
                    "%d rows of %d, dropout %s, %s%s, workers %d: loaded %d MiB, predicted %d MiB, measured %d MiB, %.2f; %.0f tokens/s%n",
                    count,
                    length,
                    arguments[3],
                    recomputes ? "recomputed" : "kept",
                    orders ? ", weights ordered" : "",
                    side,
                    before >> 20,
                    plan.peak(recomputes, orders) >> 20,
                    measured >> 20,
                    (double) plan.peak(recomputes, orders) / measured,
                    count * length / seconds);
        }
    }

    /** Seconds of the fastest step. */
    private static double train(
            LanguageModel model,
            LoraRecipe recipe,
            List<TrainingRow> rows,
            boolean recomputes,
            boolean orders,
            int side) {
        Native.bindThread();
        List<Lesson> lessons = rows.stream().map(Lesson::of).toList();
        try (PassMath math = PassMath.of(model.network(), orders);
                LoraParameters parameters = new LoraParameters(model.network(), recipe);
                PassWorkers workers = PassWorkers.of(side);
                GradientShares shares = new GradientShares(parameters, workers.count());
                AdamW optimizer = new AdamW(parameters.values(), 0);
                var _ = new NoGradGuard()) {
            TrainingNetwork network = new TrainingNetwork(model.network(), parameters, recomputes, math);
            BatchLoss loss = new BatchLoss(new SupervisedObjective(), network, workers);
            double fastest = Double.MAX_VALUE;
            for (int count = 1; count <= STEPS; count++) {
                int step = count;
                long began = System.nanoTime();
                loss.gradient(lessons, pass -> Dropout.of(recipe.lora().dropout(), 7, step, pass), shares);
                optimizer.step(parameters.values(), parameters.gradient(), 1e-4, step);
                parameters.refresh();
                fastest = Math.min(fastest, (System.nanoTime() - began) / 1e9);
            }
            return fastest;
        }
    }

    /** In bytes. */
    private static long status(String field) throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith(field + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .findFirst()
                .orElseThrow();
    }
}
