package dev.whetstone.engine.vector;

import static dev.whetstone.engine.vector.BfloatPairs.FLOATS;
import static dev.whetstone.engine.vector.BfloatPairs.WIDTH;
import static dev.whetstone.engine.vector.BfloatPairs.even;
import static dev.whetstone.engine.vector.BfloatPairs.odd;
import static dev.whetstone.engine.vector.BfloatPairs.put;
import static dev.whetstone.engine.vector.BfloatPairs.read;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A matrix (out, in) of bfloat16 in native memory, in the order in which oneDNN lays weights out for processors that compute in it: blocks of
 * outputs one after another, in a block the inputs by pairs, in a pair both elements of each output. So a product reads memory from its
 * beginning to its end, needs no sum across a vector, and one reading serves many rows; computed in float32.
 *
 * @param blockOuts outputs of a block, a multiple of {@link #PIECE}
 * @param blockBytes from one block to the next
 */
public record BlockedMatrix(MemorySegment memory, int outs, int ins, int blockOuts, long blockBytes)
        implements WeightMatrix {

    private static final int PAIR_BYTES = 2 * Short.BYTES;
    private static final int TOGETHER = 4;

    public BlockedMatrix {
        if (blockOuts % PIECE != 0 || ins % 2 != 0) {
            throw new IllegalArgumentException("blocks of " + blockOuts + " outputs and " + ins
                    + " inputs are no whole pieces of " + PIECE + " and pairs");
        }
    }

    /** The bits of one element. */
    public short element(int out, int in) {
        long block = out / blockOuts * blockBytes;
        long pair = (long) in / 2 * blockOuts * PAIR_BYTES;
        long within = (long) (out % blockOuts) * PAIR_BYTES + (long) in % 2 * Short.BYTES;
        return memory.get(ValueLayout.JAVA_SHORT, block + pair + within);
    }

    @Override
    public void multiply(int piece, float[] x, int rows, float[] tile) {
        long at = begin(piece);
        int row = 0;
        for (; row + TOGETHER <= rows; row += TOGETHER) {
            four(at, x, row * ins, tile, row * PIECE);
        }
        for (; row < rows; row++) {
            one(at, x, row * ins, tile, row * PIECE);
        }
    }

    /** Overwrites two inputs of a piece: the first and second half of its outputs for the one, then for the other. */
    void writePair(int piece, int in, FloatVector a, FloatVector b, FloatVector nextA, FloatVector nextB) {
        long at = begin(piece) + (in >> 1) * (long) blockOuts * PAIR_BYTES;
        BfloatPairs.write(a, nextA, memory, at);
        BfloatPairs.write(b, nextB, memory, at + (long) WIDTH * PAIR_BYTES);
    }

    private long begin(int piece) {
        int out = piece * PIECE;
        return out / blockOuts * blockBytes + (long) (out % blockOuts) * PAIR_BYTES;
    }

    private void one(long at, float[] x, int row, float[] tile, int to) {
        long step = (long) blockOuts * PAIR_BYTES;
        long second = at + (long) WIDTH * PAIR_BYTES;
        FloatVector a = FloatVector.zero(FLOATS);
        FloatVector b = a;
        for (int in = 0; in < ins; in += 2) {
            IntVector p = read(memory, at + (in >> 1) * step);
            IntVector q = read(memory, second + (in >> 1) * step);
            FloatVector e = FloatVector.broadcast(FLOATS, x[row + in]);
            FloatVector o = FloatVector.broadcast(FLOATS, x[row + in + 1]);
            a = odd(p).fma(o, even(p).fma(e, a));
            b = odd(q).fma(o, even(q).fma(e, b));
        }
        put(a, b, tile, to);
    }

    /**
     * Four rows by one reading, each summed in the same order as alone. The compiler keeps sums in registers only when each has a name, and
     * inlines no more operations than these; eight rows at once were no faster.
     */
    private void four(long at, float[] x, int row, float[] tile, int to) {
        long step = (long) blockOuts * PAIR_BYTES;
        long second = at + (long) WIDTH * PAIR_BYTES;
        FloatVector a0 = FloatVector.zero(FLOATS);
        FloatVector a1 = a0;
        FloatVector a2 = a0;
        FloatVector a3 = a0;
        FloatVector b0 = a0;
        FloatVector b1 = a0;
        FloatVector b2 = a0;
        FloatVector b3 = a0;
        int x1 = row + ins;
        int x2 = x1 + ins;
        int x3 = x2 + ins;
        for (int in = 0; in < ins; in += 2) {
            IntVector p = read(memory, at + (in >> 1) * step);
            IntVector q = read(memory, second + (in >> 1) * step);
            FloatVector pe = even(p);
            FloatVector po = odd(p);
            FloatVector qe = even(q);
            FloatVector qo = odd(q);
            FloatVector e = FloatVector.broadcast(FLOATS, x[row + in]);
            FloatVector o = FloatVector.broadcast(FLOATS, x[row + in + 1]);
            a0 = po.fma(o, pe.fma(e, a0));
            b0 = qo.fma(o, qe.fma(e, b0));
            e = FloatVector.broadcast(FLOATS, x[x1 + in]);
            o = FloatVector.broadcast(FLOATS, x[x1 + in + 1]);
            a1 = po.fma(o, pe.fma(e, a1));
            b1 = qo.fma(o, qe.fma(e, b1));
            e = FloatVector.broadcast(FLOATS, x[x2 + in]);
            o = FloatVector.broadcast(FLOATS, x[x2 + in + 1]);
            a2 = po.fma(o, pe.fma(e, a2));
            b2 = qo.fma(o, qe.fma(e, b2));
            e = FloatVector.broadcast(FLOATS, x[x3 + in]);
            o = FloatVector.broadcast(FLOATS, x[x3 + in + 1]);
            a3 = po.fma(o, pe.fma(e, a3));
            b3 = qo.fma(o, qe.fma(e, b3));
        }
        put(a0, b0, tile, to);
        put(a1, b1, tile, to + PIECE);
        put(a2, b2, tile, to + 2 * PIECE);
        put(a3, b3, tile, to + 3 * PIECE);
    }
}
