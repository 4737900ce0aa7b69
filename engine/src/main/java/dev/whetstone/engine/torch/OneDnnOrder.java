package dev.whetstone.engine.torch;

import dev.whetstone.engine.vector.BlockedMatrix;
import org.bytedeco.pytorch.Tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Finds out in which blocks oneDNN has laid a weight out. It chooses by processor and shape and does not tell; so each order that comes into
 * question is held against the weight itself, element by element at some thousand places.
 */
final class OneDnnOrder {

    private static final int[] BLOCKS = {16, 32, 48, 64};
    private static final int PLACES = 4_000;
    private static final int PAIR_BYTES = 2 * Short.BYTES;

    private OneDnnOrder() {}

    /**
     * @param plain (out, in), bfloat16, contiguous
     * @param reordered the same weight
     * @return empty when it is in another order than those
     */
    static Optional<BlockedMatrix> of(Tensor plain, Tensor reordered) {
        int outs = Math.toIntExact(plain.size(0));
        int ins = Math.toIntExact(plain.size(1));
        MemorySegment expected = NativeData.span(plain);
        MemorySegment memory = OneDnn.memory(reordered);
        for (int blockOuts : BLOCKS) {
            int blocks = (outs + blockOuts - 1) / blockOuts;
            long blockBytes = memory.byteSize() / blocks;
            boolean possible = ins % 2 == 0
                    && blockOuts % BlockedMatrix.PIECE == 0
                    && memory.byteSize() % blocks == 0
                    && blockBytes >= (long) ins / 2 * blockOuts * PAIR_BYTES;
            if (possible) {
                BlockedMatrix matrix = new BlockedMatrix(memory, outs, ins, blockOuts, blockBytes);
                if (same(matrix, expected)) {
                    return Optional.of(matrix);
                }
            }
        }
        return Optional.empty();
    }

    private static boolean same(BlockedMatrix matrix, MemorySegment expected) {
        SplittableRandom random = new SplittableRandom(0);
        for (int i = 0; i < PLACES; i++) {
            int out = random.nextInt(matrix.outs());
            int in = random.nextInt(matrix.ins());
            long at = ((long) out * matrix.ins() + in) * Short.BYTES;
            if (matrix.element(out, in) != expected.get(ValueLayout.JAVA_SHORT, at)) {
                return false;
            }
        }
        return true;
    }
}
