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
 * What a low-rank update adds to one projection of one row: {@code y += (x·Aᵀ)·Bᵀ} (Hu et al. 2021, eq. 3), over bfloat16 in native memory.
 * Where a projection has several parts, each with columns of its own, a part's columns are read for its own outputs only.
 */
public final class LowRank {

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
     * {@code x·Aᵀ}.
     *
     * @param x (in) from an index on
     * @param room (in), overwritten
     * @param into (R) from an index on
     */
    public void narrow(float[] x, int at, float[] room, float[] into, int intoAt) {
        BfloatPairs.split(x, at, ins, room, 0);
        for (int column = 0; column < rank; column++) {
            long row = (long) column * ins * Short.BYTES;
            FloatVector c = FloatVector.zero(FLOATS);
            FloatVector d = c;
            for (int i = 0; i < ins; i += BLOCK) {
                IntVector pairs = read(a, row + (long) i * Short.BYTES);
                c = even(pairs).fma(FloatVector.fromArray(FLOATS, room, i), c);
                d = odd(pairs).fma(FloatVector.fromArray(FLOATS, room, i + WIDTH), d);
            }
            into[intoAt + column] = c.add(d).reduceLanes(VectorOperators.ADD);
        }
    }

    /**
     * Adds {@code u·Bᵀ} for the outputs of one piece, as {@link WeightMatrix} counts them.
     *
     * @param u (R) from an index on
     * @param tile ({@link WeightMatrix#PIECE}) from an index on, added to
     */
    public void widen(float[] u, int at, int piece, float[] tile, int tileAt) {
        int out = piece * BLOCK;
        FloatVector c = FloatVector.zero(FLOATS);
        FloatVector d = c;
        for (Columns some : columns) {
            if (!some.touches(out)) {
                continue;
            }
            for (int column = some.from; column < some.to; column++) {
                IntVector pairs = read(b, ((long) column * outs + out) * Short.BYTES);
                FloatVector weight = FloatVector.broadcast(FLOATS, u[at + column]);
                c = even(pairs).fma(weight, c);
                d = odd(pairs).fma(weight, d);
            }
        }
        FloatVector.fromArray(FLOATS, tile, tileAt).add(BfloatPairs.lower(c, d)).intoArray(tile, tileAt);
        FloatVector.fromArray(FLOATS, tile, tileAt + WIDTH)
                .add(BfloatPairs.upper(c, d))
                .intoArray(tile, tileAt + WIDTH);
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
