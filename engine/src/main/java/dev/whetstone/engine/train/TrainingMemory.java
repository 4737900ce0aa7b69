package dev.whetstone.engine.train;

import dev.whetstone.engine.Precision;
import dev.whetstone.engine.adapter.LoraLayout;
import dev.whetstone.engine.format.ModelConfig;
import dev.whetstone.engine.torch.Projection;

import java.util.Arrays;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * What training takes beside the loaded base, in bytes, at its peak: in the middle of a pass, between the way up and the way back.
 * With T tokens in the pass, n in its longest row, L layers, b bytes an element, widths H (model), I (feed-forward), Q (all query heads), K
 * (all key-value heads), V (vocabulary) and R (rank), N query heads and P trained parameters:
 *
 * <pre>
 * adapter     P·(16 + b)                      values, gradient and two moments in float32; a copy to compute with
 * kept        T·L·(b·(4H + 3I + 6Q + 3K) + 8) what the gradient of a block needs; recomputed: T·L·b·H, and one block of it
 * dropout     T·L·b·(inputs of trained matrices), twice: mask and what it leaves
 * DoRA        T·L·b·(outputs of trained matrices) what magnitudes scale; 12 bytes for each of their rows
 * way back    T·(b·(5I + 3H) + 12H)           gradients inside one block, and along the residual in float32
 * attention   5·N·n²·b                        scores, probabilities and their gradients of one row
 * logits      12·128·V                        of some positions at a time
 * </pre>
 *
 * That is exact where every block of memory is mapped alone, which costs a third of the speed. glibc's heap is faster and full of holes: 1.2 to
 * 1.6 times as much was measured ({@code TrainingMemoryBench}), and the same run differs from itself by a seventh.
 *
 * @param adapter of which nothing is freed before the end of training
 * @param kept when every block keeps what its gradient needs
 * @param recomputed when blocks are computed a second time instead
 * @param passing what comes and goes within a pass
 */
public record TrainingMemory(long adapter, long kept, long recomputed, long passing) {

    private static final int OPTIMIZER_BYTES = 16;
    private static final int LOGITS_BYTES = 12;
    private static final int GAIN_BYTES = 12;
    private static final int ROW_COPIES = 5;
    private static final double HOLES = 1.4;

    /**
     * @param tokens in the largest pass
     * @param longest row of it
     */
    static TrainingMemory of(ModelConfig model, Precision precision, LoraRecipe recipe, long tokens, long longest) {
        long b = precision.bytes();
        long h = model.hiddenSize();
        long i = model.intermediateSize();
        LoraLayout layout = recipe.layout(model);
        long[] more = new long[model.layers()]; // elements a token beside what every block keeps
        for (int layer = 0; layer < more.length; layer++) {
            more[layer] = 2 * dropped(model, recipe, layout, layer) + outputs(model, layout, layer);
        }
        long plain = tokens * (b * (4 * h + 3 * i + 6L * model.queryWidth() + 3L * model.keyValueWidth()) + 8);
        long all = plain * model.layers() + Arrays.stream(more).sum() * tokens * b;
        long largest = plain + Arrays.stream(more).max().orElseThrow() * tokens * b;
        long rows = LongStream.range(0, model.layers())
                .map(layer -> outputs(model, layout, (int) layer))
                .sum();
        long passing = tokens * (b * (5 * i + 3 * h) + 12 * h)
                + ROW_COPIES * model.heads() * longest * longest * b
                + (long) LOGITS_BYTES * CompletionLoss.POSITIONS_AT_ONCE * model.vocabularySize();
        return new TrainingMemory(
                layout.parameters(model) * (OPTIMIZER_BYTES + b) + rows * GAIN_BYTES,
                all,
                tokens * model.layers() * b * h + largest,
                passing);
    }

    /** Of the largest pass that batches of rows up to this length can become; both answers of a pair are in one pass. */
    public static TrainingMemory of(ModelConfig model, Precision precision, LoraRecipe recipe, long longest) {
        long together = longest * Objective.of(recipe.method()).rowsTogether();
        return of(model, precision, recipe, tokens(recipe, together), longest);
    }

    /** In the largest pass. @param together tokens of the longest rows that are in one pass at least */
    static long tokens(LoraRecipe recipe, long together) {
        return Math.max(together, Math.min(together * recipe.batchSize(), PackedRows.TOKENS_AT_ONCE));
    }

    /** @param recomputes whether blocks are computed a second time for their gradient */
    public long peak(boolean recomputes) {
        return adapter + (long) (HOLES * (passing + (recomputes ? recomputed : kept)));
    }

    /**
     * Whether blocks have to be computed a second time for training to fit.
     *
     * @throws NotEnoughMemoryException when it would not fit even then
     */
    boolean mustRecompute(long available, long longest) {
        if (peak(false) <= available) {
            return false;
        }
        if (peak(true) <= available) {
            return true;
        }
        throw new NotEnoughMemoryException("training takes about " + mebibytes(peak(true))
                + " MiB beside the loaded model even if blocks are computed twice, and " + mebibytes(available)
                + " MiB are available: shorten the longest row, which has " + longest
                + " tokens, lower the rank, or give it more memory");
    }

    private static long mebibytes(long bytes) {
        return bytes >> 20;
    }

    /** Width of the inputs that are dropped in a layer. */
    private static long dropped(ModelConfig model, LoraRecipe recipe, LoraLayout layout, int layer) {
        return recipe.lora().dropout() > 0
                ? trained(layout, layer)
                        .mapToLong(projection -> projection.in(model))
                        .sum()
                : 0;
    }

    /** Width of the outputs that magnitudes scale in a layer. */
    private static long outputs(ModelConfig model, LoraLayout layout, int layer) {
        return layout.dora()
                ? trained(layout, layer)
                        .mapToLong(projection -> projection.out(model))
                        .sum()
                : 0;
    }

    private static Stream<Projection> trained(LoraLayout layout, int layer) {
        return Arrays.stream(Projection.values()).filter(projection -> projection.columns(layout, layer) > 0);
    }
}
