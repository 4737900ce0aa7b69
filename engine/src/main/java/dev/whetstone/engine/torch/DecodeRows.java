package dev.whetstone.engine.torch;

import dev.whetstone.engine.format.ModelConfig;
import dev.whetstone.engine.format.Rope;
import dev.whetstone.engine.vector.BfloatPairs;
import dev.whetstone.engine.vector.LowRank;
import dev.whetstone.engine.vector.Turn;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The sequences of one decode step, a row each, and what is computed of them on the way: float32, (B, width) each. */
final class DecodeRows {

    final List<Span> spans;
    final int count;
    final int bottleneckWidth;
    final float[] x; // (B, H)
    final float[] more; // (B, H), what is added to x next
    final float[] normed; // (B, H)
    final float[] queryKeyValue; // (B, (NH+2·KV)·D)
    final float[] attended; // (B, NH·D)
    final float[] gateUp; // (B, 2·I)
    final float[] gated; // (B, I)
    final float[] split; // (B, in) of the next projection, as adapters read it
    final MemorySegment narrowed; // (B, in) of the next projection in bfloat16
    final float[] bottleneck; // (B, R)

    private final ModelConfig config;
    private final List<Map<Rope, Turn>> turns = new ArrayList<>();
    private final List<Group> groups;

    /** @param room for what is narrowed, as {@link #bytes} says */
    DecodeRows(ModelConfig config, Map<Rope, float[]> frequencies, List<Span> spans, MemorySegment room) {
        this.config = config;
        this.spans = spans;
        this.count = spans.size();
        this.groups = groups(config, spans);
        this.bottleneckWidth = groups.stream()
                .mapToInt(group -> group.updates().largestRank())
                .max()
                .orElse(0);
        int hidden = config.hiddenSize();
        x = new float[count * hidden];
        more = new float[count * hidden];
        normed = new float[count * hidden];
        queryKeyValue = new float[count * Projection.QKV.out(config)];
        attended = new float[count * config.queryWidth()];
        gateUp = new float[count * Projection.GATE_UP.out(config)];
        gated = new float[count * config.intermediateSize()];
        split = new float[haveUpdates() ? count * widest(config) : 0];
        narrowed = room;
        bottleneck = new float[count * bottleneckWidth];
        for (Span span : spans) {
            Map<Rope, Turn> each = new HashMap<>();
            frequencies.forEach((rope, some) ->
                    each.put(rope, Turn.at(span.start(), some, rope.scaling().magnitude())));
            turns.add(each);
        }
    }

    /** The rows with an adapter. */
    List<Group> groups() {
        return groups;
    }

    /** How a row's queries and keys are turned in a layer, if they are. */
    Optional<Turn> turn(int row, int layer) {
        return config.shape(layer).rope().map(turns.get(row)::get);
    }

    /** Of the room that so many rows take. */
    static long bytes(ModelConfig config, int rows) {
        return (long) rows * widest(config) * Short.BYTES;
    }

    private static int widest(ModelConfig config) {
        return Math.max(Math.max(config.hiddenSize(), config.queryWidth()), config.intermediateSize());
    }

    /** Takes over what is multiplied next, for matrices and adapters in the order of each: some blocks of a row, at the same place. */
    void multiplyNext(float[] from, int at, int count) {
        BfloatPairs.narrow(from, at, count, narrowed, (long) at * Short.BYTES);
        if (haveUpdates()) {
            BfloatPairs.split(from, at, count, split, at);
        }
    }

    private boolean haveUpdates() {
        return bottleneckWidth > 0;
    }

    /** Rows that are taken at once, all with the same adapter: as many as {@link LowRank} takes. */
    record Group(DecodeUpdates updates, int[] rows) {}

    private static List<Group> groups(ModelConfig config, List<Span> spans) {
        Map<LoraWeights, List<Integer>> byAdapter = new LinkedHashMap<>();
        for (int row = 0; row < spans.size(); row++) {
            LoraWeights lora = spans.get(row).lora();
            if (!lora.isNone()) {
                byAdapter.computeIfAbsent(lora, _ -> new ArrayList<>()).add(row);
            }
        }
        List<Group> groups = new ArrayList<>();
        byAdapter.forEach((lora, rows) -> {
            DecodeUpdates updates = lora.updates(config);
            int from = 0;
            for (int size = LowRank.TOGETHER; size > 0; size /= 2) {
                for (; from + size <= rows.size(); from += size) {
                    groups.add(new Group(
                            updates,
                            rows.subList(from, from + size).stream()
                                    .mapToInt(Integer::intValue)
                                    .toArray()));
                }
            }
        });
        return groups;
    }
}
