package dev.whetstone.engine.train;

import dev.whetstone.engine.format.LayerShape;
import dev.whetstone.engine.format.ModelConfig;
import dev.whetstone.engine.torch.Native;
import dev.whetstone.engine.torch.NativeData;
import dev.whetstone.engine.vector.BfloatPairs;
import dev.whetstone.engine.vector.SoftmaxRow;
import dev.whetstone.engine.vector.Turn;
import dev.whetstone.engine.vector.WeightMatrix;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Causal attention within one row and its gradients, as {@link RowAttention} has them, with queries taken some at a time: a part of the row looks at
 * no key behind its end, so nothing is computed for most of what the mask would hide, and no more than one part's scores exist at once. Keys and
 * values are filled up with zeros to whole blocks.
 */
final class VectorRowAttention {

    private static final int QUERIES_AT_ONCE = 256;

    private final ModelConfig config;
    private final TensorOptions options;
    private final LayerShape shape;
    private final VectorAttention.HeadTurns turns;
    private final int length;
    private final Tensor k; // (KV, L, D), turned, L a whole number of blocks
    private final Tensor v; // (KV, L, D)
    private final List<Part> parts = new ArrayList<>();
    private final SoftmaxRow softmax;
    private final float[] head;

    /**
     * @param from first position
     * @param to behind the last position
     * @param q (KV, (to - from)·G, D), turned
     * @param logarithms of the sums of powers, (KV·(to - from)·G)
     */
    private record Part(int from, int to, Tensor q, float[] logarithms) {
        /** A whole number of blocks. */
        int seen() {
            return padded(to);
        }
    }

    private VectorRowAttention(
            ModelConfig config, TensorOptions options, LayerShape shape, VectorAttention.HeadTurns turns, int length) {
        this.config = config;
        this.options = options;
        this.shape = shape;
        this.turns = turns;
        this.length = length;
        this.softmax = new SoftmaxRow((float) config.style().attentionScale());
        this.head = new float[config.headDimension()];
        long[] all = {config.keyValueHeads(), padded(length), config.headDimension()};
        this.k = torch.empty(all, options, Native.NO_FORMAT);
        this.v = torch.empty(all, options, Native.NO_FORMAT);
    }

    /**
     * @param heads queries, then keys
     * @param y written, heads of what was attended to
     */
    static VectorRowAttention of(
            ModelConfig config,
            TensorOptions options,
            LayerShape shape,
            VectorAttention.HeadTurns turns,
            Heads heads,
            Heads values,
            int length,
            Heads y) {
        VectorRowAttention attention = new VectorRowAttention(config, options, shape, turns, length);
        attention.readKeysAndValues(heads, values);
        int count = Math.ceilDiv(length, QUERIES_AT_ONCE);
        for (int part = 0; part < count; part++) {
            attention.parts.add(attention.part(length * part / count, length * (part + 1) / count, heads, y));
        }
        return attention;
    }

    int length() {
        return length;
    }

    private void readKeysAndValues(Heads heads, Heads values) {
        MemorySegment keys = NativeData.span(k);
        MemorySegment kept = NativeData.span(v);
        long bytes = values.head();
        long padding = (padded(length) - length) * bytes;
        long at = 0;
        for (int h = 0; h < config.keyValueHeads(); h++) {
            for (int i = 0; i < length; i++, at += bytes) {
                turn(turns.forth().get(i), heads.memory(), heads.at(i, config.heads() + h), keys, at);
                MemorySegment.copy(values.memory(), values.at(i, h), kept, at, bytes);
            }
            keys.asSlice(at, padding).fill((byte) 0);
            kept.asSlice(at, padding).fill((byte) 0);
            at += padding;
        }
    }

    private Part part(int from, int to, Heads heads, Heads y) {
        int group = config.groupSize();
        Tensor q = torch.empty(
                new long[] {config.keyValueHeads(), (long) (to - from) * group, config.headDimension()},
                options,
                Native.NO_FORMAT);
        MemorySegment queries = NativeData.span(q);
        long at = 0;
        for (int h = 0; h < config.heads(); h += group) {
            for (int i = from; i < to; i++) {
                for (int g = 0; g < group; g++, at += heads.head()) {
                    turn(turns.forth().get(i), heads.memory(), heads.at(i, h + g), queries, at);
                }
            }
        }
        Part part = new Part(from, to, q, new float[config.heads() * (to - from)]);
        try (var _ = new PointerScope()) {
            Tensor p = scores(part);
            MemorySegment rows = NativeData.span(p);
            float[] room = new float[part.seen()];
            eachQuery(
                    part,
                    (query, i) -> part.logarithms[query] = softmax.forward(
                            rows, (long) query * part.seen() * Short.BYTES, part.seen(), shape.firstSeen(i), i, room));
            MemorySegment o = NativeData.span(torch.bmm(p, seen(v, part))); // (KV, n·G, D)
            long width = heads.head() * group;
            eachGroup(part, (number, h, i) -> MemorySegment.copy(o, number * width, y.memory(), y.at(i, h), width));
        }
        return part;
    }

    /** (KV, n·G, L) */
    private Tensor scores(Part part) {
        return torch.bmm(part.q, seen(k, part).transpose(1, 2));
    }

    private static Tensor seen(Tensor all, Part part) {
        return all.narrow(1, 0, part.seen());
    }

    /**
     * @param dy gradient by what was attended to
     * @param y that itself
     * @param heads written, gradients by queries and keys
     * @param values written, gradients by values
     */
    void backward(Heads dy, Heads y, Heads heads, Heads values) {
        List<Tensor> ofKeys = new ArrayList<>();
        List<Tensor> ofValues = new ArrayList<>();
        for (Part part : parts) {
            long[] seen = {config.keyValueHeads(), part.seen(), config.headDimension()};
            Tensor dK = torch.empty(seen, options, Native.NO_FORMAT);
            Tensor dV = torch.empty(seen, options, Native.NO_FORMAT);
            try (var _ = new PointerScope()) {
                backward(part, dy, y, heads, dK, dV);
            }
            ofKeys.add(dK);
            ofValues.add(dV);
        }
        write(ofKeys, (i, h) -> heads.at(i, config.heads() + h), heads.memory(), Optional.of(turns));
        write(ofValues, values::at, values.memory(), Optional.empty());
    }

    private void backward(Part part, Heads dy, Heads y, Heads heads, Tensor dK, Tensor dV) {
        int group = config.groupSize();
        int dimension = config.headDimension();
        Tensor dO = torch.empty_like(part.q);
        MemorySegment gradients = NativeData.span(dO);
        float[] deltas = new float[part.logarithms.length];
        eachGroup(part, (number, h, i) -> {
            MemorySegment.copy(dy.memory(), dy.at(i, h), gradients, number * dy.head() * group, dy.head() * group);
            for (int g = 0; g < group; g++) {
                deltas[(int) number * group + g] =
                        BfloatPairs.dot(dy.memory(), dy.at(i, h + g), y.memory(), y.at(i, h + g), dimension);
            }
        });
        Tensor p = scores(part);
        Tensor dS = torch.bmm(dO, seen(v, part).transpose(1, 2)); // (KV, n·G, L)
        MemorySegment scores = NativeData.span(p);
        MemorySegment ofScores = NativeData.span(dS);
        float[] room = new float[2 * part.seen()];
        eachQuery(
                part,
                (query, i) -> softmax.backward(
                        scores,
                        ofScores,
                        (long) query * part.seen() * Short.BYTES,
                        part.seen(),
                        shape.firstSeen(i),
                        i,
                        part.logarithms[query],
                        deltas[query],
                        room));
        torch.bmm_out(dV, p.transpose(1, 2), dO);
        torch.bmm_out(dK, dS.transpose(1, 2), part.q);
        MemorySegment ofQueries = NativeData.span(torch.bmm(dS, seen(k, part)));
        eachGroup(part, (number, h, i) -> {
            for (int g = 0; g < group; g++) {
                long at = (number * group + g) * heads.head();
                turn(turns.back().get(i), ofQueries, at, heads.memory(), heads.at(i, h + g));
            }
        });
    }

    /** Where a head of a position goes, in bytes. */
    private interface Place {
        long of(int position, int head);
    }

    /** Sums up what the parts say of each position. @param each (KV, L of the part, D) */
    private void write(List<Tensor> each, Place place, MemorySegment to, Optional<VectorAttention.HeadTurns> turning) {
        int dimension = config.headDimension();
        List<MemorySegment> spans = each.stream().map(NativeData::span).toList();
        for (int h = 0; h < config.keyValueHeads(); h++) {
            for (int i = 0; i < length; i++) {
                for (int part = 0; part < parts.size(); part++) {
                    int seen = parts.get(part).seen();
                    if (i < seen) {
                        long at = ((long) h * seen + i) * dimension * Short.BYTES;
                        BfloatPairs.addSplit(spans.get(part), at, dimension, head);
                    }
                }
                if (turning.isPresent()) {
                    turning.get().back().get(i).apply(head, 0);
                }
                BfloatPairs.drainSplit(head, dimension, to, place.of(i, h));
            }
        }
    }

    private void turn(Turn turn, MemorySegment from, long at, MemorySegment to, long toAt) {
        BfloatPairs.addSplit(from, at, head.length, head);
        turn.apply(head, 0);
        BfloatPairs.drainSplit(head, head.length, to, toAt);
    }

    private interface Query {
        void at(int query, int position);
    }

    private void eachQuery(Part part, Query each) {
        int query = 0;
        for (int h = 0; h < config.keyValueHeads(); h++) {
            for (int i = part.from; i < part.to; i++) {
                for (int g = 0; g < config.groupSize(); g++) {
                    each.at(query++, i);
                }
            }
        }
    }

    private interface Group {
        /** @param number in the order of the part's queries; head the first of the group */
        void at(long number, int head, int position);
    }

    private void eachGroup(Part part, Group each) {
        long number = 0;
        for (int h = 0; h < config.heads(); h += config.groupSize()) {
            for (int i = part.from; i < part.to; i++) {
                each.at(number++, h, i);
            }
        }
    }

    private static int padded(int positions) {
        return Math.ceilDiv(positions, WeightMatrix.PIECE) * WeightMatrix.PIECE;
    }
}
