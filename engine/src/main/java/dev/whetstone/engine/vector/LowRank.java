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
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * What a low-rank update adds to one projection: {@code y += (x·Aᵀ)·Bᵀ} (Hu et al. 2021, eq. 3), over bfloat16 in native memory. Some rows are taken
 * together, so that one reading serves them and their sums need not wait for each other; what a row gets does not depend on the others. Where a
 * projection has several parts, each with columns of its own, a part's columns are read for its own outputs only.
 */
public final class LowRank {

    /** Rows that are taken at once, at most. */
    public static final int TOGETHER = 4;

    private final MemorySegment a;
    private final MemorySegment b;
    private final int rank;
    private final int ins;
    private final int outs;
    private final List<Columns> columns;

    /** Neighbouring columns of B whose elements are zero outside the same outputs. */
    private record Columns(int from, int to, int firstOut, int endOut) {
        boolean touches(int out) {
            return firstOut < out + BLOCK && out < endOut;
        }
    }

    /**
     * @param a (R, in)
     * @param bTransposed (R, out), the scale in it
     */
    public LowRank(MemorySegment a, MemorySegment bTransposed, int rank, int ins, int outs) {
        this.a = a;
        this.b = bTransposed;
        this.rank = rank;
        this.ins = ins;
        this.outs = outs;
        this.columns = columns();
    }

    public int rank() {
        return rank;
    }

    /**
     * {@code x·Aᵀ} of some rows.
     *
     * @param x (rows, in)
     * @param rows which of them, at most {@link #TOGETHER}
     * @param room ({@link #TOGETHER}·in), overwritten
     * @param into (rows, width), the first R of each written
     */
    public void narrow(float[] x, int[] rows, float[] room, float[] into, int width) {
        for (int i = 0; i < rows.length; i++) {
            BfloatPairs.split(x, rows[i] * ins, ins, room, i * ins);
        }
        for (int column = 0; column < rank; column++) {
            if (rows.length == 1) {
                narrowOne(column, room, into, rows[0] * width + column);
            } else {
                narrowFour(column, room, rows, into, width);
            }
        }
    }

    private void narrowOne(int column, float[] room, float[] into, int to) {
        long at = (long) column * ins * Short.BYTES;
        FloatVector c = FloatVector.zero(FLOATS);
        FloatVector d = c;
        for (int i = 0; i < ins; i += BLOCK) {
            IntVector pairs = read(a, at + (long) i * Short.BYTES);
            c = even(pairs).fma(FloatVector.fromArray(FLOATS, room, i), c);
            d = odd(pairs).fma(FloatVector.fromArray(FLOATS, room, i + WIDTH), d);
        }
        into[to] = c.add(d).reduceLanes(VectorOperators.ADD);
    }

    /** By one reading of the column, each row summed as alone; where there are fewer rows, the last sums are nobody's. */
    private void narrowFour(int column, float[] room, int[] rows, float[] into, int width) {
        long at = (long) column * ins * Short.BYTES;
        FloatVector c0 = FloatVector.zero(FLOATS);
        FloatVector c1 = c0;
        FloatVector c2 = c0;
        FloatVector c3 = c0;
        FloatVector d0 = c0;
        FloatVector d1 = c0;
        FloatVector d2 = c0;
        FloatVector d3 = c0;
        for (int i = 0; i < ins; i += BLOCK) {
            IntVector pairs = read(a, at + (long) i * Short.BYTES);
            FloatVector even = even(pairs);
            FloatVector odd = odd(pairs);
            c0 = even.fma(FloatVector.fromArray(FLOATS, room, i), c0);
            d0 = odd.fma(FloatVector.fromArray(FLOATS, room, i + WIDTH), d0);
            c1 = even.fma(FloatVector.fromArray(FLOATS, room, i + ins), c1);
            d1 = odd.fma(FloatVector.fromArray(FLOATS, room, i + ins + WIDTH), d1);
            c2 = even.fma(FloatVector.fromArray(FLOATS, room, i + 2 * ins), c2);
            d2 = odd.fma(FloatVector.fromArray(FLOATS, room, i + 2 * ins + WIDTH), d2);
            c3 = even.fma(FloatVector.fromArray(FLOATS, room, i + 3 * ins), c3);
            d3 = odd.fma(FloatVector.fromArray(FLOATS, room, i + 3 * ins + WIDTH), d3);
        }
        into[rows[0] * width + column] = c0.add(d0).reduceLanes(VectorOperators.ADD);
        into[rows[1] * width + column] = c1.add(d1).reduceLanes(VectorOperators.ADD);
        if (rows.length > 2) {
            into[rows[2] * width + column] = c2.add(d2).reduceLanes(VectorOperators.ADD);
        }
        if (rows.length > 3) {
            into[rows[3] * width + column] = c3.add(d3).reduceLanes(VectorOperators.ADD);
        }
    }

    /**
     * Adds {@code u·Bᵀ} of some rows for the outputs of one piece, as {@link WeightMatrix} counts them.
     *
     * @param u (rows, width), R of each read
     * @param rows which of them, at most {@link #TOGETHER}
     * @param tile (all rows, {@link WeightMatrix#PIECE}), added to
     */
    public void widen(float[] u, int width, int[] rows, int piece, float[] tile) {
        int out = piece * BLOCK;
        for (Columns some : columns) {
            if (some.touches(out)) {
                if (rows.length == 1) {
                    widenOne(some.from, some.to, u, rows[0] * width, out, tile, rows[0] * BLOCK);
                } else {
                    widenFour(some.from, some.to, u, width, rows, out, tile);
                }
            }
        }
    }

    private void widenOne(int from, int to, float[] u, int at, int out, float[] tile, int tileAt) {
        FloatVector c = FloatVector.zero(FLOATS);
        FloatVector d = c;
        for (int column = from; column < to; column++) {
            IntVector pairs = read(b, ((long) column * outs + out) * Short.BYTES);
            FloatVector weight = FloatVector.broadcast(FLOATS, u[at + column]);
            c = even(pairs).fma(weight, c);
            d = odd(pairs).fma(weight, d);
        }
        add(c, d, tile, tileAt);
    }

    /** By one reading of the columns, each row summed as alone; where there are fewer rows, the last sums are nobody's. */
    private void widenFour(int from, int to, float[] u, int width, int[] rows, int out, float[] tile) {
        FloatVector c0 = FloatVector.zero(FLOATS);
        FloatVector c1 = c0;
        FloatVector c2 = c0;
        FloatVector c3 = c0;
        FloatVector d0 = c0;
        FloatVector d1 = c0;
        FloatVector d2 = c0;
        FloatVector d3 = c0;
        int u0 = rows[0] * width;
        int u1 = rows[1] * width;
        int u2 = rows.length > 2 ? rows[2] * width : u1;
        int u3 = rows.length > 3 ? rows[3] * width : u1;
        for (int column = from; column < to; column++) {
            IntVector pairs = read(b, ((long) column * outs + out) * Short.BYTES);
            FloatVector even = even(pairs);
            FloatVector odd = odd(pairs);
            FloatVector weight = FloatVector.broadcast(FLOATS, u[u0 + column]);
            c0 = even.fma(weight, c0);
            d0 = odd.fma(weight, d0);
            weight = FloatVector.broadcast(FLOATS, u[u1 + column]);
            c1 = even.fma(weight, c1);
            d1 = odd.fma(weight, d1);
            weight = FloatVector.broadcast(FLOATS, u[u2 + column]);
            c2 = even.fma(weight, c2);
            d2 = odd.fma(weight, d2);
            weight = FloatVector.broadcast(FLOATS, u[u3 + column]);
            c3 = even.fma(weight, c3);
            d3 = odd.fma(weight, d3);
        }
        // Written before any branch: vectors that live on into one become objects, which took three times as long.
        float[] sums = new float[TOGETHER * BLOCK];
        BfloatPairs.put(c0, d0, sums, 0);
        BfloatPairs.put(c1, d1, sums, BLOCK);
        BfloatPairs.put(c2, d2, sums, 2 * BLOCK);
        BfloatPairs.put(c3, d3, sums, 3 * BLOCK);
        for (int i = 0; i < rows.length; i++) {
            add(
                    FloatVector.fromArray(FLOATS, sums, i * BLOCK),
                    FloatVector.fromArray(FLOATS, sums, i * BLOCK + WIDTH),
                    tile,
                    rows[i] * BLOCK);
        }
    }

    private static void add(FloatVector even, FloatVector odd, float[] tile, int to) {
        FloatVector.fromArray(FLOATS, tile, to)
                .add(BfloatPairs.lower(even, odd))
                .intoArray(tile, to);
        FloatVector.fromArray(FLOATS, tile, to + WIDTH)
                .add(BfloatPairs.upper(even, odd))
                .intoArray(tile, to + WIDTH);
    }

    private List<Columns> columns() {
        List<Columns> found = new ArrayList<>();
        for (int column = 0; column < rank; column++) {
            Columns alone = column(column);
            if (alone.firstOut == alone.endOut) {
                continue; // adds nothing
            }
            Columns last = found.isEmpty() ? alone : found.getLast();
            boolean together = !found.isEmpty()
                    && last.to == column
                    && last.firstOut < alone.endOut
                    && alone.firstOut < last.endOut;
            if (together) {
                found.removeLast();
                alone = new Columns(
                        last.from,
                        column + 1,
                        Math.min(last.firstOut, alone.firstOut),
                        Math.max(last.endOut, alone.endOut));
            }
            found.add(alone);
        }
        return List.copyOf(found);
    }

    private Columns column(int column) {
        int first = 0;
        while (first < outs && element(column, first) == 0) {
            first++;
        }
        int end = outs;
        while (end > first && element(column, end - 1) == 0) {
            end--;
        }
        return new Columns(column, column + 1, first, end);
    }

    private float element(int column, int out) {
        return BfloatPairs.toFloat(b.get(ValueLayout.JAVA_SHORT, ((long) column * outs + out) * Short.BYTES));
    }
}
