package dev.whetstone.engine.vector;

import static dev.whetstone.engine.vector.BfloatPairs.BLOCK;
import static dev.whetstone.engine.vector.BfloatPairs.FLOATS;
import static dev.whetstone.engine.vector.BfloatPairs.WIDTH;
import static dev.whetstone.engine.vector.BfloatPairs.even;
import static dev.whetstone.engine.vector.BfloatPairs.odd;
import static dev.whetstone.engine.vector.BfloatPairs.read;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * B of a low-rank update in an order of its own: piece of the outputs after piece, in a piece column after column, so that memory is read from
 * its beginning to its end. Columns of one part of a projection are kept, and read, for that part's outputs only. An output of a piece's first half
 * and its neighbour half a piece later share an int, so that both halves come apart by shift and mask.
 */
public final class PiecedColumns {

    private final int rank;
    private final int outs;
    private final List<Part> parts;

    /** Neighbouring columns whose elements are zero outside some pieces. */
    private record Span(int from, int to, int firstPiece, int endPiece) {

        long bytes() {
            return (long) (to - from) * (endPiece - firstPiece) * BLOCK * Short.BYTES;
        }

        boolean meets(Span other) {
            return to == other.from && firstPiece < other.endPiece && other.firstPiece < endPiece;
        }

        Span and(Span next) {
            return new Span(from, next.to, Math.min(firstPiece, next.firstPiece), Math.max(endPiece, next.endPiece));
        }
    }

    /** @param memory (pieces, columns, {@link WeightMatrix#PIECE}) */
    private record Part(Span span, MemorySegment memory) {}

    private PiecedColumns(int rank, int outs, List<Part> parts) {
        this.rank = rank;
        this.outs = outs;
        this.parts = parts;
    }

    /**
     * A copy in this order.
     *
     * @param bTransposed (R, out) of bfloat16
     * @param outs a whole number of pieces
     * @param room gives as much as {@link #bytes} says
     */
    public static PiecedColumns copy(MemorySegment bTransposed, int rank, int outs, SegmentAllocator room) {
        List<Part> parts = new ArrayList<>();
        for (Span span : spans(bTransposed, rank, outs)) {
            MemorySegment memory = room.allocate(span.bytes());
            long to = 0;
            for (int piece = span.firstPiece; piece < span.endPiece; piece++) {
                for (int column = span.from; column < span.to; column++) {
                    for (int i = 0; i < BLOCK; i++) {
                        int out = piece * BLOCK + i / 2 + i % 2 * WIDTH;
                        memory.set(ValueLayout.JAVA_SHORT, to, bits(bTransposed, outs, column, out));
                        to += Short.BYTES;
                    }
                }
            }
            parts.add(new Part(span, memory));
        }
        return new PiecedColumns(rank, outs, List.copyOf(parts));
    }

    /** What a copy takes. */
    public static long bytes(MemorySegment bTransposed, int rank, int outs) {
        return spans(bTransposed, rank, outs).stream().mapToLong(Span::bytes).sum();
    }

    int rank() {
        return rank;
    }

    /** As {@link LowRank#widen}. */
    void widen(float[] u, int width, int[] rows, int fromPiece, int endPiece, float[] y) {
        for (Part part : parts) {
            int from = Math.max(fromPiece, part.span.firstPiece);
            int end = Math.min(endPiece, part.span.endPiece);
            for (int piece = from; piece < end; piece++) {
                if (rows.length == LowRank.TOGETHER) {
                    four(part, piece, u, width, rows, y);
                } else if (rows.length == 2) {
                    two(part, piece, u, rows[0] * width, rows[1] * width, y, rows[0] * outs, rows[1] * outs);
                } else {
                    one(part, piece, u, rows[0] * width, y, rows[0] * outs);
                }
            }
        }
    }

    private static void one(Part part, int piece, float[] u, int at, float[] y, int to) {
        Span span = part.span;
        long from = begin(span, piece);
        FloatVector c = FloatVector.zero(FLOATS);
        FloatVector d = c;
        for (int column = span.from; column < span.to; column++) {
            IntVector pairs = read(part.memory, from);
            FloatVector weight = FloatVector.broadcast(FLOATS, u[at + column]);
            c = even(pairs).fma(weight, c);
            d = odd(pairs).fma(weight, d);
            from += BLOCK * Short.BYTES;
        }
        add(c, d, y, to + piece * BLOCK);
    }

    private static void two(Part part, int piece, float[] u, int at0, int at1, float[] y, int to0, int to1) {
        Span span = part.span;
        long from = begin(span, piece);
        FloatVector c0 = FloatVector.zero(FLOATS);
        FloatVector c1 = c0;
        FloatVector d0 = c0;
        FloatVector d1 = c0;
        for (int column = span.from; column < span.to; column++) {
            IntVector pairs = read(part.memory, from);
            FloatVector even = even(pairs);
            FloatVector odd = odd(pairs);
            FloatVector weight = FloatVector.broadcast(FLOATS, u[at0 + column]);
            c0 = even.fma(weight, c0);
            d0 = odd.fma(weight, d0);
            weight = FloatVector.broadcast(FLOATS, u[at1 + column]);
            c1 = even.fma(weight, c1);
            d1 = odd.fma(weight, d1);
            from += BLOCK * Short.BYTES;
        }
        add(c0, d0, y, to0 + piece * BLOCK);
        add(c1, d1, y, to1 + piece * BLOCK);
    }

    private void four(Part part, int piece, float[] u, int width, int[] rows, float[] y) {
        Span span = part.span;
        long from = begin(span, piece);
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
        int u2 = rows[2] * width;
        int u3 = rows[3] * width;
        for (int column = span.from; column < span.to; column++) {
            IntVector pairs = read(part.memory, from);
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
            from += BLOCK * Short.BYTES;
        }
        int out = piece * BLOCK;
        add(c0, d0, y, rows[0] * outs + out);
        add(c1, d1, y, rows[1] * outs + out);
        add(c2, d2, y, rows[2] * outs + out);
        add(c3, d3, y, rows[3] * outs + out);
    }

    private static long begin(Span span, int piece) {
        return (long) (piece - span.firstPiece) * (span.to - span.from) * BLOCK * Short.BYTES;
    }

    private static void add(FloatVector lower, FloatVector upper, float[] y, int to) {
        FloatVector.fromArray(FLOATS, y, to).add(lower).intoArray(y, to);
        FloatVector.fromArray(FLOATS, y, to + WIDTH).add(upper).intoArray(y, to + WIDTH);
    }

    private static List<Span> spans(MemorySegment b, int rank, int outs) {
        List<Span> found = new ArrayList<>();
        for (int column = 0; column < rank; column++) {
            Span alone = span(b, outs, column);
            if (alone.firstPiece == alone.endPiece) {
                continue; // adds nothing
            }
            if (!found.isEmpty() && found.getLast().meets(alone)) {
                alone = found.removeLast().and(alone);
            }
            found.add(alone);
        }
        return found;
    }

    private static Span span(MemorySegment b, int outs, int column) {
        int first = 0;
        while (first < outs && isZero(b, outs, column, first)) {
            first++;
        }
        int end = outs;
        while (end > first && isZero(b, outs, column, end - 1)) {
            end--;
        }
        return new Span(column, column + 1, first / BLOCK, Math.ceilDiv(end, BLOCK));
    }

    private static boolean isZero(MemorySegment b, int outs, int column, int out) {
        return BfloatPairs.toFloat(bits(b, outs, column, out)) == 0;
    }

    private static short bits(MemorySegment b, int outs, int column, int out) {
        return b.get(ValueLayout.JAVA_SHORT, ((long) column * outs + out) * Short.BYTES);
    }
}
