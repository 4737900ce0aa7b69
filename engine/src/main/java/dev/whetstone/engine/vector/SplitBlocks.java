package dev.whetstone.engine.vector;

import static dev.whetstone.engine.vector.BfloatPairs.BLOCK;
import static dev.whetstone.engine.vector.BfloatPairs.WIDTH;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * A matrix (out, in) of bfloat16 in native memory for products of many rows: blocks of {@link #width} outputs one after another, in a block the inputs
 * by pairs, in a pair both elements of each output. Of every {@link WeightMatrix#PIECE} outputs those at even places come before those at odd
 * places, so that a product's sums are narrowed and a matrix laid out without moving anything across a vector. What a last block has beyond the matrix is zero.
 *
 * @param ins even
 */
public record SplitBlocks(MemorySegment memory, int outs, int ins) {

    /** Inputs that the processor's unit multiplies at once: ends that are shorter cost as much. */
    public static final int DEPTH = 32;

    private static final int WIDEST = 64;
    private static final int PAIR_BYTES = 2 * Short.BYTES;

    /** Outputs of a block of a matrix with so many. */
    public static int width(int outs) {
        return Math.min(WIDEST, Math.ceilDiv(outs, DEPTH) * DEPTH);
    }

    /** As many outputs in whole blocks. */
    public static int wide(int outs) {
        return Math.ceilDiv(outs, width(outs)) * width(outs);
    }

    /** Room that a matrix takes. */
    public static long bytes(int outs, int ins) {
        return (long) wide(outs) * ins * Short.BYTES;
    }

    /**
     * @param plain (fewer than outs or as many, ins), row-major; what it lacks is zero
     * @param outs a multiple of {@link WeightMatrix#PIECE}
     * @param ins even
     * @param room overwritten, the matrix lies in it
     */
    public static SplitBlocks ofRows(MemorySegment plain, int outs, int ins, MemorySegment room) {
        long row = (long) ins * Short.BYTES;
        int rows = Math.toIntExact(plain.byteSize() / row);
        SplitBlocks matrix = empty(outs, ins, rows == outs, room);
        int wholeOuts = rows / BLOCK * BLOCK;
        int wholePairs = ins / 2 / WIDTH * WIDTH;
        Square square = new Square();
        for (int out = 0; out < wholeOuts; out += BLOCK) {
            for (int odd = 0; odd < 2; odd++) {
                for (int pair = 0; pair < wholePairs; pair += WIDTH) {
                    long from = (out + odd) * row + (long) pair * PAIR_BYTES;
                    long to = matrix.place(out + odd) + pair * matrix.step();
                    square.transpose(plain, from, 2 * row, room, to, matrix.step());
                }
            }
        }
        for (int out = 0; out < rows; out++) {
            matrix.copy(plain, out, out < wholeOuts ? wholePairs : 0);
        }
        return matrix;
    }

    /** An output's inputs from a pair on. */
    private void copy(MemorySegment plain, int out, int from) {
        long row = (long) out * ins * Short.BYTES;
        long to = place(out);
        for (int pair = from; pair < ins / 2; pair++) {
            int both = plain.get(ValueLayout.JAVA_INT_UNALIGNED, row + (long) pair * PAIR_BYTES);
            memory.set(ValueLayout.JAVA_INT_UNALIGNED, to + pair * step(), both);
        }
    }

    /**
     * @param plain (fewer than ins or as many, outs), row-major; what it lacks is zero
     * @param outs a multiple of {@link WeightMatrix#PIECE}
     * @param ins even
     * @param room overwritten, the matrix lies in it
     */
    public static SplitBlocks ofColumns(MemorySegment plain, int outs, int ins, MemorySegment room) {
        long row = (long) outs * Short.BYTES;
        int rows = Math.toIntExact(plain.byteSize() / row);
        SplitBlocks matrix = empty(outs, ins, rows == ins, room);
        for (int in = 0; in < rows; in += 2) {
            boolean both = in + 1 < rows;
            for (int out = 0; out < outs; out += BLOCK) {
                long from = in * row + (long) out * Short.BYTES;
                IntVector first = BfloatPairs.read(plain, from);
                IntVector second = both ? BfloatPairs.read(plain, from + row) : first.sub(first);
                interleave(first, second, room, matrix.place(out) + in / 2 * matrix.step());
            }
        }
        return matrix;
    }

    /** For each element of both at an even place the pair of them, then for each at an odd place. */
    private static void interleave(IntVector first, IntVector second, MemorySegment room, long to) {
        first.and(0xFFFF)
                .or(second.lanewise(VectorOperators.LSHL, 16))
                .intoMemorySegment(room, to, ByteOrder.LITTLE_ENDIAN);
        first.lanewise(VectorOperators.LSHR, 16)
                .or(second.and(0xFFFF0000))
                .intoMemorySegment(room, to + (long) WIDTH * PAIR_BYTES, ByteOrder.LITTLE_ENDIAN);
    }

    /** Outputs of a block. */
    public int width() {
        return width(outs);
    }

    public int blocks() {
        return Math.ceilDiv(outs, width());
    }

    /** The memory of one block. */
    public MemorySegment block(int block) {
        return memory.asSlice(block * blockBytes(), blockBytes());
    }

    /** Some blocks as a matrix of their own. */
    public SplitBlocks part(int from, int count) {
        return new SplitBlocks(memory.asSlice(from * blockBytes(), count * blockBytes()), count * width(), ins);
    }

    /**
     * Rounds a product's sums to bfloat16, each to the nearest, ties to even.
     *
     * @param tile (rows, {@code width}) for one block of outputs
     * @param into rows of {@code columns} elements
     * @param at of the first row's first element to write, in bytes
     * @param count of elements to write in each row, a multiple of {@link WeightMatrix#PIECE}
     */
    public static void narrow(
            MemorySegment tile, int width, int rows, MemorySegment into, long at, int columns, int count) {
        for (int row = 0; row < rows; row++) {
            long to = at + (long) row * columns * Short.BYTES;
            for (int i = 0; i < count; i += BLOCK) {
                long from = ((long) row * width + i) * Float.BYTES;
                FloatVector even = BfloatPairs.floats(tile, from);
                FloatVector odd = BfloatPairs.floats(tile, from + (long) WIDTH * Float.BYTES);
                BfloatPairs.write(even, odd, into, to + (long) i * Short.BYTES);
            }
        }
    }

    /** Of an output's first input, in bytes. */
    private long place(int out) {
        return out / width() * blockBytes() + (long) BfloatPairs.splitPlace(out % width()) * PAIR_BYTES;
    }

    /** From one pair of inputs to the next, in bytes. */
    private long step() {
        return (long) width() * PAIR_BYTES;
    }

    private long blockBytes() {
        return ins / 2 * step();
    }

    private static SplitBlocks empty(int outs, int ins, boolean whole, MemorySegment room) {
        SplitBlocks matrix = new SplitBlocks(room.asSlice(0, bytes(outs, ins)), outs, ins);
        if (!whole) {
            matrix.memory.fill((byte) 0);
        } else if (outs % matrix.width() != 0) {
            matrix.block(matrix.blocks() - 1).fill((byte) 0);
        }
        return matrix;
    }
}
