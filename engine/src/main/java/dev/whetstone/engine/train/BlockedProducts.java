package dev.whetstone.engine.train;

import dev.whetstone.engine.format.ModelConfig;
import dev.whetstone.engine.torch.Block;
import dev.whetstone.engine.torch.BlockSums;
import dev.whetstone.engine.torch.NativeData;
import dev.whetstone.engine.torch.Projection;
import dev.whetstone.engine.torch.Weights;
import dev.whetstone.engine.vector.SplitBlocks;
import org.bytedeco.pytorch.Tensor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/**
 * Block by block in bfloat16. The weights lie once more in the order that the way up reads, where there is memory for it; for the way back, which reads
 * them the other way, each is laid out anew in room that is taken again and again. The bits are the same either way.
 */
final class BlockedProducts implements WeightProducts, AutoCloseable {

    private static final long LINE = 64; // bytes that are read at once

    private final BlockSums sums;
    private final Arena arena = Arena.ofShared();
    private final Map<Tensor, SplitBlocks> ordered = new IdentityHashMap<>();
    private final long largest;
    private final Queue<Room> rooms = new ConcurrentLinkedQueue<>();

    /** @param orders whether the weights lie in that order all the time, or are laid out each time */
    BlockedProducts(BlockSums sums, ModelConfig config, Weights weights, boolean orders) {
        this.sums = sums;
        this.largest = largest(config);
        if (orders) {
            for (Block block : weights.blocks()) {
                for (Projection projection : Projection.values()) {
                    Tensor weight = block.trainedBeside(projection);
                    MemorySegment memory = arena.allocate(SplitBlocks.bytes(outs(weight), ins(weight)), LINE);
                    ordered.put(weight, forward(weight, memory));
                }
            }
        }
    }

    /** Of all weights, when they lie in that order. */
    static long bytes(ModelConfig config) {
        return config.layers()
                * Arrays.stream(Projection.values())
                        .mapToLong(projection -> SplitBlocks.bytes(projection.out(config), projection.in(config)))
                        .sum();
    }

    /** Room for a matrix in the one order or the other: a thread takes as much. */
    static long largest(ModelConfig config) {
        return Arrays.stream(Projection.values())
                .mapToLong(projection -> Math.max(
                        SplitBlocks.bytes(projection.out(config), projection.in(config)),
                        SplitBlocks.bytes(projection.in(config), projection.out(config))))
                .max()
                .orElseThrow();
    }

    private static int outs(Tensor weight) {
        return Math.toIntExact(weight.size(0));
    }

    private static int ins(Tensor weight) {
        return Math.toIntExact(weight.size(1));
    }

    private static SplitBlocks forward(Tensor weight, MemorySegment room) {
        return SplitBlocks.ofRows(NativeData.span(weight), outs(weight), ins(weight), room);
    }

    /** For matrices that are laid out for one sum. */
    private final class Room {

        private final MemorySegment weight = arena.allocate(largest, LINE);
        private MemorySegment addend = MemorySegment.NULL;

        MemorySegment addend(long bytes) {
            if (addend.byteSize() < bytes) {
                addend = arena.allocate(bytes, LINE);
            }
            return addend;
        }
    }

    @Override
    public Tensor forward(Tensor x, Tensor weight, Optional<Addend> more) {
        return inRoom(room -> {
            SplitBlocks matrix = Optional.ofNullable(ordered.get(weight)).orElseGet(() -> forward(weight, room.weight));
            return sum(new BlockSums.Term(x, matrix), more, room);
        });
    }

    @Override
    public Tensor backward(Tensor dy, Tensor weight, Optional<Addend> more) {
        return inRoom(room -> {
            SplitBlocks matrix = SplitBlocks.ofColumns(NativeData.span(weight), ins(weight), outs(weight), room.weight);
            return sum(new BlockSums.Term(dy, matrix), more, room);
        });
    }

    /** What fails leaves its room to the end of training. */
    private Tensor inRoom(Function<Room, Tensor> work) {
        Room room = Optional.ofNullable(rooms.poll()).orElseGet(Room::new);
        Tensor result = work.apply(room);
        rooms.add(room);
        return result;
    }

    private Tensor sum(BlockSums.Term product, Optional<Addend> more, Room room) {
        List<BlockSums.Term> terms = new ArrayList<>(List.of(product));
        more.map(addend -> term(addend, room)).ifPresent(terms::add);
        return sums.of(terms);
    }

    private static BlockSums.Term term(Addend addend, Room room) {
        int ins = Math.toIntExact(addend.rows().size(1));
        int outs = Math.toIntExact(addend.matrix().size(1));
        MemorySegment memory = room.addend(SplitBlocks.bytes(outs, ins));
        return new BlockSums.Term(
                addend.rows(), SplitBlocks.ofColumns(NativeData.span(addend.matrix()), outs, ins, memory));
    }

    @Override
    public Tensor narrowed(Tensor x, Tensor factor) {
        int ins = Math.toIntExact(factor.size(1));
        int outs = Math.ceilDiv(Math.toIntExact(factor.size(0)), SplitBlocks.DEPTH) * SplitBlocks.DEPTH;
        return inRoom(room -> {
            MemorySegment memory = room.addend(SplitBlocks.bytes(outs, ins));
            SplitBlocks matrix = SplitBlocks.ofRows(NativeData.span(factor), outs, ins, memory);
            return sums.of(List.of(new BlockSums.Term(x, matrix)));
        });
    }

    @Override
    public void close() {
        arena.close();
    }
}
