package dev.whetstone.engine.train;

import dev.whetstone.engine.format.LayerShape;
import dev.whetstone.engine.format.ModelConfig;
import dev.whetstone.engine.torch.BlockProduct;
import dev.whetstone.engine.torch.Native;
import dev.whetstone.engine.torch.NativeData;
import dev.whetstone.engine.torch.Sharing;
import dev.whetstone.engine.vector.BfloatPairs;
import dev.whetstone.engine.vector.HeadColumns;
import dev.whetstone.engine.vector.SoftmaxColumns;
import dev.whetstone.engine.vector.SplitBlocks;
import dev.whetstone.engine.vector.Turn;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * Causal attention within one row and its gradients, as {@link RowAttention} has them, some queries at a time: they look at no key behind the last
 * of them, so little is computed of what the mask would hide. Scores stay in float32 from one product to the next. Keys and values are filled up
 * with zeros to whole blocks.
 */
final class VectorRowAttention {

    private final ModelConfig config;
    private final TensorOptions options;
    private final LayerShape shape;
    private final VectorAttention.HeadTurns turns;
    private final Sharing sharing;
    private final List<AttentionRoom> rooms; // of each worker
    private final int length;
    private final int keys; // L, filled up
    private final Tensor k; // (KV, L, D), turned
    private final Tensor v; // (KV, L, D)
    private final List<Part> parts = new ArrayList<>();

    /**
     * @param from first position
     * @param to behind the last position
     * @param first key that one of them sees, at the beginning of a block
     * @param q (KV, (to - from)·G, D), turned
     * @param softmax of its queries
     * @param logarithms of the sums of powers, (KV, queries)
     */
    private record Part(int from, int to, int first, Tensor q, SoftmaxColumns softmax, float[][] logarithms) {

        /** Keys that are looked at, a whole number of blocks. */
        int seen() {
            return AttentionRoom.padded(to) - first;
        }
    }

    /**
     * What the rows of a pass have in common.
     *
     * @param options of activations
     * @param rooms of each worker
     */
    record Pass(ModelConfig config, TensorOptions options, Sharing sharing, List<AttentionRoom> rooms) {}

    private VectorRowAttention(Pass pass, LayerShape shape, VectorAttention.HeadTurns turns, int length) {
        this.config = pass.config;
        this.options = pass.options;
        this.shape = shape;
        this.turns = turns;
        this.sharing = pass.sharing;
        this.rooms = pass.rooms;
        this.length = length;
        this.keys = AttentionRoom.padded(length);
        long[] all = {config.keyValueHeads(), keys, config.headDimension()};
        this.k = torch.empty(all, options, Native.NO_FORMAT);
        this.v = torch.empty(all, options, Native.NO_FORMAT);
    }

    /**
     * @param heads queries, then keys
     * @param y written, heads of what was attended to
     */
    static VectorRowAttention of(
            Pass pass,
            LayerShape shape,
            VectorAttention.HeadTurns turns,
            Heads heads,
            Heads values,
            int length,
            Heads y) {
        VectorRowAttention attention = new VectorRowAttention(pass, shape, turns, length);
        attention.readKeysAndValues(heads, values);
        int positions = AttentionRoom.positions(pass.config);
        for (int from = 0; from < length; from += positions) {
            attention.parts.add(attention.part(from, Math.min(length, from + positions), heads));
        }
        pass.sharing.each(
                pass.config.keyValueHeads(), (worker, group) -> attention.forward(group, y, pass.rooms.get(worker)));
        return attention;
    }

    int length() {
        return length;
    }

    private void readKeysAndValues(Heads heads, Heads values) {
        float[] head = new float[config.headDimension()];
        MemorySegment keySpan = NativeData.span(k);
        MemorySegment valueSpan = NativeData.span(v);
        long bytes = values.head();
        long padding = (keys - length) * bytes;
        long at = 0;
        for (int h = 0; h < config.keyValueHeads(); h++) {
            for (int i = 0; i < length; i++, at += bytes) {
                turn(turns.forth().get(i), heads.memory(), heads.at(i, config.heads() + h), keySpan, at, head);
                MemorySegment.copy(values.memory(), values.at(i, h), valueSpan, at, bytes);
            }
            keySpan.asSlice(at, padding).fill((byte) 0);
            valueSpan.asSlice(at, padding).fill((byte) 0);
            at += padding;
        }
    }

    private Part part(int from, int to, Heads heads) {
        int group = config.groupSize();
        int count = (to - from) * group;
        Tensor q = torch.empty(
                new long[] {config.keyValueHeads(), count, config.headDimension()}, options, Native.NO_FORMAT);
        MemorySegment queries = NativeData.span(q);
        float[] head = new float[config.headDimension()];
        long at = 0;
        for (int h = 0; h < config.heads(); h += group) {
            for (int i = from; i < to; i++) {
                for (int g = 0; g < group; g++, at += heads.head()) {
                    turn(turns.forth().get(i), heads.memory(), heads.at(i, h + g), queries, at, head);
                }
            }
        }
        int wide = SplitBlocks.wide(count);
        SoftmaxColumns softmax =
                SoftmaxColumns.of((float) config.style().attentionScale(), count, wide, new SoftmaxColumns.Sight() {
                    @Override
                    public int first(int query) {
                        return shape.firstSeen(last(query));
                    }

                    @Override
                    public int last(int query) {
                        return from + query / group;
                    }
                });
        int first = shape.firstSeen(from) / SplitBlocks.DEPTH * SplitBlocks.DEPTH;
        return new Part(from, to, first, q, softmax, new float[config.keyValueHeads()][wide]);
    }

    /** All queries that share the keys of one head. */
    private void forward(int group, Heads y, AttentionRoom room) {
        BlockProduct product = room.product();
        int dimension = config.headDimension();
        MemorySegment ownKeys = slice(k, group);
        HeadColumns.transpose(slice(v, group), keys, dimension, room.turned());
        for (Part part : parts) {
            int wide = part.logarithms[group].length;
            SplitBlocks queries = SplitBlocks.ofRows(slice(part.q, group), wide, dimension, room.queryRows());
            product.multiply(part.seen(), row(ownKeys, part.first), dimension, queries, room.scores(), wide, false);
            float[] inverses = new float[wide];
            part.softmax.forward(room.scores(), part.first, part.seen(), part.logarithms[group], inverses);
            SplitBlocks powers = SoftmaxColumns.matrix(room.scores(), part.seen(), wide, room.matrix());
            MemorySegment seen = room.turned().asSlice((long) part.first * Short.BYTES);
            product.multiply(dimension, seen, keys, powers, room.across(), wide, false);
            product.release();
            HeadColumns columns = HeadColumns.of(room.across(), dimension, wide, room.heads());
            eachQuery(part, group, (query, i, h) -> {
                columns.read(query, inverses[BfloatPairs.splitPlace(query)], room.head());
                BfloatPairs.writeSplit(room.head(), dimension, y.memory(), y.at(i, h));
            });
        }
    }

    /**
     * @param dy gradient by what was attended to
     * @param y that itself
     * @param heads written, gradients by queries and keys
     * @param values written, gradients by values
     */
    void backward(Heads dy, Heads y, Heads heads, Heads values) {
        sharing.each(
                config.keyValueHeads(), (worker, group) -> backward(group, dy, y, heads, values, rooms.get(worker)));
    }

    private void backward(int group, Heads dy, Heads y, Heads heads, Heads values, AttentionRoom room) {
        int dimension = config.headDimension();
        HeadColumns.transpose(slice(k, group), keys, dimension, room.turned());
        long bytes = (long) keys * room.width() * Float.BYTES;
        room.ofKeys().asSlice(0, bytes).fill((byte) 0);
        room.ofValues().asSlice(0, bytes).fill((byte) 0);
        for (Part part : parts) {
            backward(part, group, dy, y, heads, room);
        }
        float[] head = room.head();
        for (int i = 0; i < length; i++) {
            long at = (long) i * room.width() * Float.BYTES;
            MemorySegment.copy(room.ofKeys(), ValueLayout.JAVA_FLOAT, at, head, 0, dimension);
            turns.back().get(i).apply(head, 0);
            BfloatPairs.writeSplit(head, dimension, heads.memory(), heads.at(i, config.heads() + group));
            MemorySegment.copy(room.ofValues(), ValueLayout.JAVA_FLOAT, at, head, 0, dimension);
            BfloatPairs.writeSplit(head, dimension, values.memory(), values.at(i, group));
        }
    }

    private void backward(Part part, int group, Heads dy, Heads y, Heads heads, AttentionRoom room) {
        BlockProduct product = room.product();
        int dimension = config.headDimension();
        float[] logarithms = part.logarithms[group];
        int wide = logarithms.length;
        float[] deltas = new float[wide];
        eachQuery(part, group, (query, i, h) -> {
            MemorySegment.copy(dy.memory(), dy.at(i, h), room.plain(), query * dy.head(), dy.head());
            deltas[BfloatPairs.splitPlace(query)] =
                    BfloatPairs.dot(dy.memory(), dy.at(i, h), y.memory(), y.at(i, h), dimension);
        });
        MemorySegment queries = slice(part.q, group);
        MemorySegment gradients = room.plain().asSlice(0, queries.byteSize());
        SplitBlocks queryRows = SplitBlocks.ofRows(queries, wide, dimension, room.queryRows());
        SplitBlocks gradientRows = SplitBlocks.ofRows(gradients, wide, dimension, room.gradientRows());
        SplitBlocks queryColumns = SplitBlocks.ofColumns(queries, dimension, wide, room.queryColumns());
        SplitBlocks gradientColumns = SplitBlocks.ofColumns(gradients, dimension, wide, room.gradientColumns());
        for (int key = 0; key < part.seen(); key += AttentionRoom.AT_ONCE) {
            int count = Math.min(AttentionRoom.AT_ONCE, part.seen() - key);
            int from = part.first + key;
            product.multiply(count, row(slice(k, group), from), dimension, queryRows, room.scores(), wide, false);
            product.multiply(count, row(slice(v, group), from), dimension, gradientRows, room.gradients(), wide, false);
            part.softmax.backward(room.scores(), room.gradients(), from, count, logarithms, deltas);
            SplitBlocks.narrow(room.scores(), wide, count, room.rows(), 0, wide, wide);
            long at = (long) from * room.width() * Float.BYTES;
            product.multiply(
                    count, room.rows(), wide, gradientColumns, room.ofValues().asSlice(at), room.width(), true);
            SplitBlocks.narrow(room.gradients(), wide, count, room.rows(), 0, wide, wide);
            product.multiply(
                    count, room.rows(), wide, queryColumns, room.ofKeys().asSlice(at), room.width(), true);
            SplitBlocks byScores = SoftmaxColumns.matrix(room.gradients(), count, wide, room.matrix());
            MemorySegment seen = room.turned().asSlice((long) from * Short.BYTES);
            product.multiply(dimension, seen, keys, byScores, room.across(), wide, key > 0);
        }
        product.release();
        HeadColumns columns = HeadColumns.of(room.across(), dimension, wide, room.heads());
        eachQuery(part, group, (query, i, h) -> {
            columns.read(query, 1, room.head());
            turns.back().get(i).apply(room.head(), 0);
            BfloatPairs.writeSplit(room.head(), dimension, heads.memory(), heads.at(i, h));
        });
    }

    private static void turn(Turn turn, MemorySegment from, long at, MemorySegment to, long toAt, float[] head) {
        BfloatPairs.addSplit(from, at, head.length, head);
        turn.apply(head, 0);
        BfloatPairs.drainSplit(head, head.length, to, toAt);
    }

    private interface Query {
        void at(int query, int position, int head);
    }

    /** In their order. */
    private void eachQuery(Part part, int group, Query each) {
        int query = 0;
        for (int i = part.from; i < part.to; i++) {
            for (int g = 0; g < config.groupSize(); g++) {
                each.at(query++, i, group * config.groupSize() + g);
            }
        }
    }

    /** One head's of a tensor (KV, rows, D). */
    private static MemorySegment slice(Tensor all, int group) {
        long bytes = all.stride(0) * Short.BYTES;
        return NativeData.span(all).asSlice(group * bytes, bytes);
    }

    private MemorySegment row(MemorySegment rows, int index) {
        return rows.asSlice((long) index * config.headDimension() * Short.BYTES);
    }
}
