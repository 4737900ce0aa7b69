package dev.whetstone.engine.torch;

import dev.whetstone.engine.format.ModelConfig;
import dev.whetstone.engine.format.Rope;
import dev.whetstone.engine.vector.LowRank;
import dev.whetstone.engine.vector.Turn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The sequences of one decode step, a row each, and what is computed of them on the way: float32, (B, width) each. */
final class DecodeRows {

    private static final int WORTHWHILE = 3; // rows, for one reading of an adapter's columns

    final List<Span> spans;
    final List<DecodeAdapters.Updates> updates;
    final int count;
    final int bottleneckWidth;
    final float[] x; // (B, H)
    final float[] more; // (B, H), what is added to x next
    final float[] normed; // (B, H)
    final float[] queryKeyValue; // (B, (NH+2·KV)·D)
    final float[] attended; // (B, NH·D)
    final float[] gateUp; // (B, 2·I)
    final float[] gated; // (B, I)
    final float[] bottleneck; // (B, R)

    private final ModelConfig config;
    private final List<Map<Rope, Turn>> turns = new ArrayList<>();
    private final List<Group> shared;
    private final List<Group> together;

    DecodeRows(
            ModelConfig config,
            Map<Rope, float[]> frequencies,
            List<Span> spans,
            DecodeAdapters adapters,
            int workers) {
        this.config = config;
        this.spans = spans;
        this.count = spans.size();
        this.updates = spans.stream().map(span -> adapters.of(span.lora())).toList();
        this.bottleneckWidth = updates.stream()
                .mapToInt(DecodeAdapters.Updates::largestRank)
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
        bottleneck = new float[count * bottleneckWidth];
        for (Span span : spans) {
            Map<Rope, Turn> each = new HashMap<>();
            frequencies.forEach((rope, some) ->
                    each.put(rope, Turn.at(span.start(), some, rope.scaling().magnitude())));
            turns.add(each);
        }
        shared = groups(Math.clamp(Math.ceilDiv(count, workers), 1, LowRank.TOGETHER));
        together = groups(LowRank.TOGETHER);
    }

    /** All rows, in groups enough for every worker where there are enough rows. */
    List<Group> shared() {
        return shared;
    }

    /** All rows, in groups as large as can be. */
    List<Group> together() {
        return together;
    }

    /** How a row's queries and keys are turned in a layer, if they are. */
    Optional<Turn> turn(int row, int layer) {
        return config.shape(layer).rope().map(turns.get(row)::get);
    }

    /** Rows that one thread takes at once, all with the same adapter. */
    record Group(DecodeAdapters.Updates updates, int[] rows) {}

    /**
     * Each row in one group: those of one adapter together as far as {@code atOnce} allows, and alone where fewer than
     * {@link #WORTHWHILE} are left, so that threads have an even share.
     */
    private List<Group> groups(int atOnce) {
        List<Group> groups = new ArrayList<>();
        Map<DecodeAdapters.Updates, List<Integer>> byUpdates = new LinkedHashMap<>();
        for (int row = 0; row < count; row++) {
            List<Integer> open = byUpdates.computeIfAbsent(updates.get(row), _ -> new ArrayList<>());
            open.add(row);
            if (open.size() == atOnce) {
                groups.add(group(updates.get(row), open));
                open.clear();
            }
        }
        byUpdates.forEach((same, open) -> {
            if (open.size() >= WORTHWHILE) {
                groups.add(group(same, open));
            } else {
                open.forEach(row -> groups.add(group(same, List.of(row))));
            }
        });
        return groups;
    }

    private static Group group(DecodeAdapters.Updates updates, List<Integer> rows) {
        return new Group(updates, rows.stream().mapToInt(Integer::intValue).toArray());
    }

    boolean haveUpdates() {
        return bottleneckWidth > 0;
    }
}
