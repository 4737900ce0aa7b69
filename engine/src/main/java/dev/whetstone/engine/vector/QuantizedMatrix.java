package dev.whetstone.engine.vector;

import static dev.whetstone.engine.vector.BfloatPairs.FLOATS;
import static dev.whetstone.engine.vector.BfloatPairs.WIDTH;
import static dev.whetstone.engine.vector.BfloatPairs.put;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * A matrix (out, in) of whole numbers from -127 to 127 in native memory, with one scale an output (absolute maximum over 127; Dettmers et al. 2022,
 * section 2): pieces of outputs one after another, in a piece the inputs one after another, for each the elements of all outputs. Half the bytes
 * of bfloat16, and its products differ: at most half a step of the scale an element.
 *
 * @param scales (out), filled up to whole pieces
 */
public record QuantizedMatrix(MemorySegment memory, float[] scales, int outs, int ins) implements WeightMatrix {

    private static final int LARGEST = 127;
    private static final VectorSpecies<Byte> BYTES =
            VectorSpecies.of(byte.class, VectorShape.forBitSize(WIDTH * Byte.SIZE));
    private static final int TOGETHER = 4;

    /** Bytes that a matrix of this shape takes. */
    public static long bytes(int outs, int ins) {
        return (long) (outs + PIECE - 1) / PIECE * PIECE * ins;
    }

    /** Bytes of its scales beside them. */
    public static long scaleBytes(int outs) {
        return (long) (outs + PIECE - 1) / PIECE * PIECE * Float.BYTES;
    }

    /**
     * @param plain (out, in), bfloat16, row-major
     * @param memory of {@link #bytes}, overwritten; belongs to the matrix from now on
     */
    public static QuantizedMatrix of(MemorySegment plain, int outs, int ins, MemorySegment memory) {
        float[] scales = new float[(outs + PIECE - 1) / PIECE * PIECE];
        float[] row = new float[ins];
        for (int out = 0; out < outs; out++) {
            BfloatPairs.widen(plain, (long) out * ins * Short.BYTES, ins, row, 0);
            scales[out] = scale(row);
            for (int in = 0; in < ins; in++) {
                int whole = scales[out] == 0 ? 0 : Math.round(row[in] / scales[out]);
                memory.set(ValueLayout.JAVA_BYTE, at(out, in, ins), (byte) whole);
            }
        }
        return new QuantizedMatrix(memory, scales, outs, ins);
    }

    private static float scale(float[] row) {
        float largest = 0;
        for (float value : row) {
            largest = Math.max(largest, Math.abs(value)); // NaN stays
        }
        return largest / LARGEST;
    }

    private static long at(int out, int in, int ins) {
        return ((long) (out / PIECE) * ins + in) * PIECE + out % PIECE;
    }

    /** The values that stand for the elements of one output: (in). */
    public void row(int out, float[] into) {
        for (int in = 0; in < ins; in++) {
            into[in] = memory.get(ValueLayout.JAVA_BYTE, at(out, in, ins)) * scales[out];
        }
    }

    @Override
    public void multiply(int piece, float[] x, int rows, float[] tile) {
        long at = (long) piece * ins * PIECE;
        int row = 0;
        for (; row + TOGETHER <= rows; row += TOGETHER) {
            four(at, x, row * ins, tile, row * PIECE);
        }
        for (; row < rows; row++) {
            one(at, x, row * ins, tile, row * PIECE);
        }
        FloatVector first = FloatVector.fromArray(FLOATS, scales, piece * PIECE);
        FloatVector second = FloatVector.fromArray(FLOATS, scales, piece * PIECE + WIDTH);
        for (int i = 0; i < rows * PIECE; i += PIECE) {
            FloatVector.fromArray(FLOATS, tile, i).mul(first).intoArray(tile, i);
            FloatVector.fromArray(FLOATS, tile, i + WIDTH).mul(second).intoArray(tile, i + WIDTH);
        }
    }

    private void one(long at, float[] x, int row, float[] tile, int to) {
        FloatVector a = FloatVector.zero(FLOATS);
        FloatVector b = a;
        for (int in = 0; in < ins; in++) {
            FloatVector some = FloatVector.broadcast(FLOATS, x[row + in]);
            a = read(at + (long) in * PIECE).fma(some, a);
            b = read(at + (long) in * PIECE + WIDTH).fma(some, b);
        }
        put(a, b, tile, to);
    }

    /** Four rows by one reading, each summed in the same order as alone. */
    private void four(long at, float[] x, int row, float[] tile, int to) {
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
        for (int in = 0; in < ins; in++) {
            FloatVector p = read(at + (long) in * PIECE);
            FloatVector q = read(at + (long) in * PIECE + WIDTH);
            FloatVector some = FloatVector.broadcast(FLOATS, x[row + in]);
            a0 = p.fma(some, a0);
            b0 = q.fma(some, b0);
            some = FloatVector.broadcast(FLOATS, x[x1 + in]);
            a1 = p.fma(some, a1);
            b1 = q.fma(some, b1);
            some = FloatVector.broadcast(FLOATS, x[x2 + in]);
            a2 = p.fma(some, a2);
            b2 = q.fma(some, b2);
            some = FloatVector.broadcast(FLOATS, x[x3 + in]);
            a3 = p.fma(some, a3);
            b3 = q.fma(some, b3);
        }
        put(a0, b0, tile, to);
        put(a1, b1, tile, to + PIECE);
        put(a2, b2, tile, to + 2 * PIECE);
        put(a3, b3, tile, to + 3 * PIECE);
    }

    /** Writes the values that stand for the elements into a matrix of this shape, rounded to bfloat16. */
    public void widenInto(BlockedMatrix target) {
        for (int piece = 0; piece < pieces(); piece++) {
            FloatVector first = FloatVector.fromArray(FLOATS, scales, piece * PIECE);
            FloatVector second = FloatVector.fromArray(FLOATS, scales, piece * PIECE + WIDTH);
            long at = (long) piece * ins * PIECE;
            for (int in = 0; in < ins; in += 2) {
                long from = at + (long) in * PIECE;
                target.writePair(
                        piece,
                        in,
                        read(from).mul(first),
                        read(from + WIDTH).mul(second),
                        read(from + PIECE).mul(first),
                        read(from + PIECE + WIDTH).mul(second));
            }
        }
    }

    private FloatVector read(long at) {
        return (FloatVector) ByteVector.fromMemorySegment(BYTES, memory, at, ByteOrder.LITTLE_ENDIAN)
                .convertShape(VectorOperators.B2F, FLOATS, 0);
    }
}
