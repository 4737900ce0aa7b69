package dev.whetstone.engine.train;

import dev.whetstone.engine.Precision;
import dev.whetstone.engine.adapter.LoraLayout;
import dev.whetstone.engine.format.ModelConfig;
import dev.whetstone.engine.torch.Projection;
import dev.whetstone.engine.vector.SplitBlocks;

import java.util.Arrays;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * What training takes beside the loaded base, in bytes, at its peak: in the middle of passes, between the way up and the way back.
 * With W workers that take passes side by side, T tokens in their passes together, n in the longest row, L layers, b bytes an element, widths H (model), I (feed-forward), Q (all query heads), K
 * (all key-value heads), V (vocabulary) and R (rank), N query heads and P trained parameters:
 *
 * <pre>
 * adapter     P·(12 + 4W + b)                 values, two moments and a gradient of each worker in float32; a copy to compute with
 * kept        T·L·(b·(4H + 3I + 6Q + 3K) + 8) what the gradient of a block needs, in vectors b·(4H + 3I + 3Q + 4K + bottlenecks); recomputed: T·L·b·H, and one block of it
 * dropout     T·L·b·(inputs of trained matrices), twice: mask and what it leaves; in vectors as much again in holes
 * DoRA        T·L·b·(outputs of trained matrices) what magnitudes scale; 12 bytes for each of their rows
 * way back    T·(b·(5I + 3H) + 12H)           gradients inside one block, and along the residual in float32
 * attention   W·5·N·n²·b                      scores, probabilities and their gradients of one row; in vectors W·n·192·6, of one head's queries
 * logits      W·24·128·V                      of some positions at a time; in vectors W·(192·6·(H + 256) + 4·256·H), of some of the vocabulary
 * ordered     L·b·(weights of a block)        frozen weights once more, in vectors and where there is room; W times the largest matrix for the way back
 * </pre>
 *
 * What comes and goes is taken times what the heap loses in holes. Computed in vectors there are few ({@code TrainingMemoryBench}: the formula is 0.97 to 1.11 of
 * what is measured), more where blocks are computed a second time.
 * By operators, which ask for many blocks of many sizes, the formula is exact where every block of memory is mapped alone, which costs
 * a third of the speed; glibc's heap is faster and takes 1.2 to 1.6 times as much.
 *
 * @param adapter of which nothing is freed before the end of training
 * @param kept when every block keeps what its gradient needs
 * @param recomputed when blocks are computed a second time instead
 * @param passing what comes and goes within a pass
 * @param ordered when the weights lie once more in the order that the way up reads
 * @param compiled code, and what the compiler leaves of its memory
 * @param holes factor of what comes and goes
 * @param holesRecomputing the same when blocks are computed a second time
 */
public record TrainingMemory(
        long adapter,
        long kept,
        long recomputed,
        long passing,
        long ordered,
        long compiled,
        double holes,
        double holesRecomputing) {

    private static final int OPTIMIZER_BYTES = 12;
    private static final int GRADIENT_BYTES = 4;
    private static final int LOGITS_BYTES = 24;
    private static final int GAIN_BYTES = 12;
    private static final int ROW_COPIES = 5;
    private static final long SCORE_BYTES = AttentionRoom.AT_ONCE * (Float.BYTES + Short.BYTES);
    private static final double HOLES_OF_OPERATORS = 1.4;
    private static final double HOLES_OF_VECTORS = 1.05;
    private static final double HOLES_OF_VECTORS_RECOMPUTING = 1.6; // block after block comes and goes
    private static final long COMPILED = 64L << 20; // measured
    private static final int DROPPED_COPIES = 2;
    private static final int DROPPED_COPIES_OF_VECTORS = 3; // one of them in holes: masks are drawn in float32

    /**
     * @param workers that take passes side by side
     * @param together tokens of the longest rows that are in one pass at least
     * @param longest row
     */
    static TrainingMemory of(
            ModelConfig model, Precision precision, LoraRecipe recipe, int workers, long together, long longest) {
        return of(model, precision, PassMath.inVectors(model, precision), recipe, workers, together, longest);
    }

    /** @param vectors whether passes are computed in vectors, or by operators */
    static TrainingMemory of(
            ModelConfig model,
            Precision precision,
            boolean vectors,
            LoraRecipe recipe,
            int workers,
            long together,
            long longest) {
        int busy = Math.min(workers, recipe.batchSize());
        long tokens = tokens(recipe, busy, together);
        long b = precision.bytes();
        long h = model.hiddenSize();
        long i = model.intermediateSize();
        LoraLayout layout = recipe.layout(model);
        long[] more = new long[model.layers()]; // elements a token beside what every block keeps
        for (int layer = 0; layer < more.length; layer++) {
            more[layer] = (vectors ? DROPPED_COPIES_OF_VECTORS : DROPPED_COPIES) * dropped(model, recipe, layout, layer)
                    + outputs(model, layout, layer)
                    + (vectors ? bottlenecks(layout, layer) : 0);
        }
        long attention = vectors
                ? 3L * model.queryWidth() + 4L * model.keyValueWidth()
                : 6L * model.queryWidth() + 3L * model.keyValueWidth();
        long plain = tokens * (b * (4 * h + 3 * i + attention) + 8);
        long all = plain * model.layers() + Arrays.stream(more).sum() * tokens * b;
        long largest = plain + Arrays.stream(more).max().orElseThrow() * tokens * b;
        long rows = LongStream.range(0, model.layers())
                .map(layer -> outputs(model, layout, (int) layer))
                .sum();
        long passing = tokens * (b * (5 * i + 3 * h) + 12 * h)
                + (long) busy * (vectors ? SCORE_BYTES * longest : ROW_COPIES * model.heads() * longest * longest * b)
                + busy
                        * (vectors
                                ? BlockedLoss.bytes(model.hiddenSize())
                                : (long) LOGITS_BYTES * OperatorLoss.POSITIONS_AT_ONCE * model.vocabularySize());
        return new TrainingMemory(
                layout.parameters(model) * (OPTIMIZER_BYTES + GRADIENT_BYTES * workers + b) + rows * GAIN_BYTES,
                all,
                tokens * model.layers() * b * h + largest,
                vectors ? passing + busy * BlockedProducts.largest(model) : passing,
                vectors ? BlockedProducts.bytes(model) : 0,
                vectors ? COMPILED : 0,
                vectors ? HOLES_OF_VECTORS : HOLES_OF_OPERATORS,
                vectors ? HOLES_OF_VECTORS_RECOMPUTING : HOLES_OF_OPERATORS);
    }

    /** Of the largest passes that batches of rows up to this length can become; both answers of a pair are in one pass. */
    public static TrainingMemory of(
            ModelConfig model, Precision precision, LoraRecipe recipe, int workers, long longest) {
        long together = longest * Objective.of(recipe.method()).rowsTogether();
        return of(model, precision, recipe, workers, together, longest);
    }

    /** In the largest passes. */
    private static long tokens(LoraRecipe recipe, int workers, long together) {
        return Math.min(together * recipe.batchSize(), workers * Math.max(together, Passes.TOKENS_AT_ONCE));
    }

    /**
     * @param recomputes whether blocks are computed a second time for their gradient
     * @param orders whether weights lie once more in another order, where passes are computed in vectors
     */
    public long peak(boolean recomputes, boolean orders) {
        double inPass = recomputes ? holesRecomputing * (passing + recomputed) : holes * (passing + kept);
        return adapter + compiled + (orders ? ordered : 0) + (long) inPass;
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

    /** Width of what lies between A and B in a layer. */
    private static long bottlenecks(LoraLayout layout, int layer) {
        return trained(layout, layer)
                .mapToLong(projection -> Math.ceilDiv(projection.columns(layout, layer), SplitBlocks.DEPTH))
                .map(depths -> depths * SplitBlocks.DEPTH)
                .sum();
    }

    private static Stream<Projection> trained(LoraLayout layout, int layer) {
        return Arrays.stream(Projection.values()).filter(projection -> projection.columns(layout, layer) > 0);
    }
}
