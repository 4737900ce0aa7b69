package dev.whetstone.engine.vector;

import static dev.whetstone.engine.vector.BfloatPairs.BLOCK;
import static dev.whetstone.engine.vector.BfloatPairs.FLOATS;
import static dev.whetstone.engine.vector.BfloatPairs.WIDTH;
import static dev.whetstone.engine.vector.BfloatPairs.even;
import static dev.whetstone.engine.vector.BfloatPairs.odd;
import static dev.whetstone.engine.vector.BfloatPairs.read;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

import java.lang.foreign.MemorySegment;

/**
 * What a low-rank update adds to one projection: {@code y += (x·Aᵀ)·Bᵀ} (Hu et al. 2021, eq. 3), over bfloat16 in native memory. One reading of a
 * column serves up to four rows, and where there are fewer several columns are read at once, so that sums need not wait for each other; what
 * a row gets does not depend on the others.
 */
public final class LowRank {

    /** Rows that are taken at once, at most; the other numbers are the halves of it. */
    public static final int TOGETHER = 4;

    private final MemorySegment a;
    private final int ins;
    private final PiecedColumns b;

    /**
     * @param a (R, in)
     * @param b with the scale in it
     */
    public LowRank(MemorySegment a, int ins, PiecedColumns b) {
        this.a = a;
        this.ins = ins;
        this.b = b;
    }

    public int rank() {
        return b.rank();
    }

    /**
     * {@code x·Aᵀ} of some rows, for some of the columns.
     *
     * @param x (rows, in), each row as {@link BfloatPairs#split} has it
     * @param rows which of them: one, two or {@link #TOGETHER}
     * @param into (rows, width), the columns written
     */
    public void narrow(float[] x, int[] rows, int fromColumn, int toColumn, float[] into, int width) {
        int column = fromColumn;
        if (rows.length > 1) {
            for (; column + 2 <= toColumn; column += 2) {
                for (int pair = 0; pair < rows.length; pair += 2) {
                    twoRows(column, x, rows[pair], rows[pair + 1], into, width);
                }
            }
        } else {
            for (; column + TOGETHER <= toColumn; column += TOGETHER) {
                oneRow(column, x, rows[0] * ins, into, rows[0] * width + column);
            }
        }
        for (; column < toColumn; column++) {
            for (int row : rows) {
                one(column, x, row * ins, into, row * width + column);
            }
        }
    }

    private long at(int column) {
        return (long) column * ins * Short.BYTES;
    }

    private void one(int column, float[] x, int from, float[] into, int to) {
        long at = at(column);
        FloatVector c = FloatVector.zero(FLOATS);
        FloatVector d = c;
        for (int i = 0; i < ins; i += BLOCK) {
            IntVector pairs = read(a, at + (long) i * Short.BYTES);
            c = even(pairs).fma(FloatVector.fromArray(FLOATS, x, from + i), c);
            d = odd(pairs).fma(FloatVector.fromArray(FLOATS, x, from + i + WIDTH), d);
        }
        into[to] = c.add(d).reduceLanes(VectorOperators.ADD);
    }

    /** Four columns. */
    private void oneRow(int column, float[] x, int from, float[] into, int to) {
        long at0 = at(column);
        long at1 = at(column + 1);
        long at2 = at(column + 2);
        long at3 = at(column + 3);
        FloatVector c0 = FloatVector.zero(FLOATS);
        FloatVector c1 = c0;
        FloatVector c2 = c0;
        FloatVector c3 = c0;
        FloatVector d0 = c0;
        FloatVector d1 = c0;
        FloatVector d2 = c0;
        FloatVector d3 = c0;
        for (int i = 0; i < ins; i += BLOCK) {
            long within = (long) i * Short.BYTES;
            FloatVector e = FloatVector.fromArray(FLOATS, x, from + i);
            FloatVector o = FloatVector.fromArray(FLOATS, x, from + i + WIDTH);
            IntVector pairs = read(a, at0 + within);
            c0 = even(pairs).fma(e, c0);
            d0 = odd(pairs).fma(o, d0);
            pairs = read(a, at1 + within);
            c1 = even(pairs).fma(e, c1);
            d1 = odd(pairs).fma(o, d1);
            pairs = read(a, at2 + within);
            c2 = even(pairs).fma(e, c2);
            d2 = odd(pairs).fma(o, d2);
            pairs = read(a, at3 + within);
            c3 = even(pairs).fma(e, c3);
            d3 = odd(pairs).fma(o, d3);
        }
        into[to] = c0.add(d0).reduceLanes(VectorOperators.ADD);
        into[to + 1] = c1.add(d1).reduceLanes(VectorOperators.ADD);
        into[to + 2] = c2.add(d2).reduceLanes(VectorOperators.ADD);
        into[to + 3] = c3.add(d3).reduceLanes(VectorOperators.ADD);
    }

    /** Two columns of each. */
    private void twoRows(int column, float[] x, int row, int other, float[] into, int width) {
        int first = row * ins;
        int second = other * ins;
        long at0 = at(column);
        long at1 = at(column + 1);
        FloatVector c0 = FloatVector.zero(FLOATS);
        FloatVector c1 = c0;
        FloatVector c2 = c0;
        FloatVector c3 = c0;
        FloatVector d0 = c0;
        FloatVector d1 = c0;
        FloatVector d2 = c0;
        FloatVector d3 = c0;
        for (int i = 0; i < ins; i += BLOCK) {
            IntVector pairs = read(a, at0 + (long) i * Short.BYTES);
            IntVector next = read(a, at1 + (long) i * Short.BYTES);
            FloatVector e = FloatVector.fromArray(FLOATS, x, first + i);
            FloatVector o = FloatVector.fromArray(FLOATS, x, first + i + WIDTH);
            c0 = even(pairs).fma(e, c0);
            d0 = odd(pairs).fma(o, d0);
            c1 = even(next).fma(e, c1);
            d1 = odd(next).fma(o, d1);
            e = FloatVector.fromArray(FLOATS, x, second + i);
            o = FloatVector.fromArray(FLOATS, x, second + i + WIDTH);
            c2 = even(pairs).fma(e, c2);
            d2 = odd(pairs).fma(o, d2);
            c3 = even(next).fma(e, c3);
            d3 = odd(next).fma(o, d3);
        }
        into[row * width + column] = c0.add(d0).reduceLanes(VectorOperators.ADD);
        into[row * width + column + 1] = c1.add(d1).reduceLanes(VectorOperators.ADD);
        into[other * width + column] = c2.add(d2).reduceLanes(VectorOperators.ADD);
        into[other * width + column + 1] = c3.add(d3).reduceLanes(VectorOperators.ADD);
    }

    /**
     * Adds {@code u·Bᵀ} of some rows for the outputs of some pieces, as {@link WeightMatrix} counts them.
     *
     * @param u (rows, width), R of each read
     * @param rows which of them: one, two or {@link #TOGETHER}
     * @param y (all rows, out), added to
     */
    public void widen(float[] u, int width, int[] rows, int fromPiece, int endPiece, float[] y) {
        b.widen(u, width, rows, fromPiece, endPiece, y);
    }
}
