package dev.whetstone.engine.train;

import dev.whetstone.engine.torch.BlockProduct;
import dev.whetstone.engine.torch.NativeData;
import dev.whetstone.engine.torch.Sharing;
import dev.whetstone.engine.vector.RunningSoftmax;
import dev.whetstone.engine.vector.SplitBlocks;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * In bfloat16, the vocabulary tile by tile: logits are computed in float32, become powers, are multiplied by the head's rows and forgotten while all of it is
 * in the nearer caches. {@link OperatorLoss} is the reference.
 */
final class BlockedLoss implements CompletionLoss {

    private static final int TILE = 256; // of the vocabulary

    private final BlockProduct product;
    private final Sharing sharing;
    private final MemorySegment head;
    private final int vocabulary;
    private final int hiddenSize;

    /** @param head (V, H), bfloat16 */
    BlockedLoss(BlockProduct product, Sharing sharing, Tensor head) {
        this.product = product;
        this.sharing = sharing;
        this.head = NativeData.span(head);
        this.vocabulary = Math.toIntExact(head.size(0));
        this.hiddenSize = Math.toIntExact(head.size(1));
    }

    /** What a thread takes for it, in bytes. */
    static long bytes(int hiddenSize) {
        long position = hiddenSize * Short.BYTES
                + TILE * (Float.BYTES + Short.BYTES)
                + SplitBlocks.wide(hiddenSize) * Float.BYTES;
        return BlockProduct.ROWS * position + SplitBlocks.bytes(TILE, hiddenSize) + SplitBlocks.bytes(hiddenSize, TILE);
    }

    @Override
    public float[] logProbabilities(Tensor hidden, long[] targets) {
        return run(hidden, targets, Optional.empty());
    }

    @Override
    public float[] logProbabilitiesAndGradient(Tensor hidden, long[] targets, Tensor gradient) {
        return run(hidden, targets, Optional.of(NativeData.span(gradient)));
    }

    private float[] run(Tensor hidden, long[] targets, Optional<MemorySegment> gradient) {
        float[] said = new float[targets.length];
        int workers = sharing.workers();
        int parts = Math.ceilDiv(Math.ceilDiv(targets.length, BlockProduct.ROWS), workers) * workers;
        int size = Math.ceilDiv(targets.length, parts);
        MemorySegment rows = NativeData.span(hidden);
        try (var _ = new PointerScope()) {
            List<Room> rooms = IntStream.range(0, workers)
                    .mapToObj(_ -> Room.of(Math.ceilDiv(size, BlockProduct.STEP) * BlockProduct.STEP, hiddenSize))
                    .toList();
            sharing.each(Math.ceilDiv(targets.length, size), (worker, index) -> {
                int from = index * size;
                int to = Math.min(targets.length, from + size);
                Part part = new Part(rooms.get(worker), Arrays.copyOfRange(targets, from, to));
                long bytes = (long) hiddenSize * Short.BYTES;
                MemorySegment own = rows.asSlice(from * bytes, (to - from) * bytes);
                part.read(own, gradient.isPresent());
                for (int i = from; i < to; i++) {
                    said[i] = part.softmax.logProbability(i - from);
                }
                gradient.ifPresent(all -> part.write(all.asSlice(from * bytes, (to - from) * bytes)));
            });
        }
        return said;
    }

    /**
     * Where a thread computes.
     *
     * @param positions C, filled up
     * @param hidden (C, H) bfloat16
     * @param logits (C, tile) float32
     * @param powers (C, tile) bfloat16
     * @param rows for a tile of the head in the order of the way up
     * @param columns for it in the order of the way back
     * @param weighted (C, H or more) float32
     */
    private record Room(
            int positions,
            MemorySegment hidden,
            MemorySegment logits,
            MemorySegment powers,
            MemorySegment rows,
            MemorySegment columns,
            MemorySegment weighted) {

        static Room of(int positions, int hiddenSize) {
            return new Room(
                    positions,
                    NativeData.scratch((long) positions * hiddenSize * Short.BYTES),
                    NativeData.scratch((long) positions * TILE * Float.BYTES),
                    NativeData.scratch((long) positions * TILE * Short.BYTES),
                    NativeData.scratch(SplitBlocks.bytes(TILE, hiddenSize)),
                    NativeData.scratch(SplitBlocks.bytes(hiddenSize, TILE)),
                    NativeData.scratch((long) positions * SplitBlocks.wide(hiddenSize) * Float.BYTES));
        }
    }

    /** Some positions. */
    private final class Part {

        private final Room room;
        private final long[] targets;
        private final RunningSoftmax softmax;
        private final int wide = SplitBlocks.wide(hiddenSize);

        Part(Room room, long[] targets) {
            this.room = room;
            this.targets = targets;
            this.softmax = new RunningSoftmax(targets);
        }

        /** The vocabulary from its first tile to its last. @param hidden (C, H) */
        void read(MemorySegment hidden, boolean weighing) {
            room.hidden.copyFrom(hidden);
            room.hidden.asSlice(hidden.byteSize()).fill((byte) 0);
            room.powers.fill((byte) 0);
            for (int first = 0; first < vocabulary; first += TILE) {
                tile(first, Math.min(TILE, vocabulary - first), weighing);
            }
            product.release();
        }

        private void tile(int first, int real, boolean weighing) {
            int count = SplitBlocks.wide(real);
            long bytes = (long) hiddenSize * Short.BYTES;
            MemorySegment plain = head.asSlice(first * bytes, real * bytes);
            SplitBlocks rows = SplitBlocks.ofRows(plain, count, hiddenSize, room.rows);
            product.multiply(room.positions, room.hidden, hiddenSize, rows, room.logits, count, false);
            for (int i = 0; i < targets.length; i++) {
                long at = (long) i * count * Float.BYTES;
                float factor = softmax.add(i, first, real, count, room.logits, at);
                if (weighing && factor != 1 && first > 0) {
                    RunningSoftmax.scale(room.weighted, (long) i * wide * Float.BYTES, wide, factor);
                }
            }
            if (weighing) {
                SplitBlocks.narrow(room.logits, count, targets.length, room.powers, 0, count, count);
                SplitBlocks columns = SplitBlocks.ofColumns(plain, hiddenSize, count, room.columns);
                product.multiply(room.positions, room.powers, count, columns, room.weighted, wide, first > 0);
            }
        }

        /** The gradient by the hidden states. @param into (C, H) */
        void write(MemorySegment into) {
            long bytes = (long) hiddenSize * Short.BYTES;
            for (int i = 0; i < targets.length; i++) {
                softmax.gradient(
                        i,
                        room.weighted,
                        (long) i * wide * Float.BYTES,
                        hiddenSize,
                        head,
                        targets[i] * bytes,
                        into,
                        i * bytes);
            }
        }
    }
}
