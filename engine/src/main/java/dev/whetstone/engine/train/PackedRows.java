package dev.whetstone.engine.train;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Rows one after another, without padding. Positions restart with each row, and no row sees another. Only the last states before a
 * target are turned into logits.
 */
record PackedRows(List<TrainingRow> rows) {

    /** Enough for matrix products to run at full speed, and little enough to bound memory. */
    static final int TOKENS_AT_ONCE = 768;

    PackedRows {
        rows = List.copyOf(rows);
    }

    /** Splits rows into passes; a longer row gets a pass of its own. */
    static List<PackedRows> pack(List<TrainingRow> rows) {
        return passes(rows, TrainingRow::inputs).stream().map(PackedRows::new).toList();
    }

    /** Splits what is read together into passes of so many tokens; what alone has more gets a pass of its own. */
    static <T> List<List<T>> passes(List<T> all, ToIntFunction<T> tokensOf) {
        List<List<T>> passes = new ArrayList<>();
        List<T> open = new ArrayList<>();
        int tokens = 0;
        for (T one : all) {
            if (!open.isEmpty() && tokens + tokensOf.applyAsInt(one) > TOKENS_AT_ONCE) {
                passes.add(open);
                open = new ArrayList<>();
                tokens = 0;
            }
            open.add(one);
            tokens += tokensOf.applyAsInt(one);
        }
        passes.add(open);
        return passes;
    }

    /** T */
    int tokens() {
        return rows.stream().mapToInt(TrainingRow::inputs).sum();
    }

    /** W */
    int targets() {
        return rows.stream().mapToInt(TrainingRow::targets).sum();
    }

    long[] ids() {
        long[] ids = new long[tokens()];
        int at = 0;
        for (TrainingRow row : rows) {
            for (int i = 0; i < row.inputs(); i++) {
                ids[at++] = row.ids()[i];
            }
        }
        return ids;
    }

    float[] positions() {
        float[] positions = new float[tokens()];
        int at = 0;
        for (TrainingRow row : rows) {
            for (int i = 0; i < row.inputs(); i++) {
                positions[at++] = i;
            }
        }
        return positions;
    }

    /** Where in the pass the states are from which targets are predicted. */
    long[] predicting() {
        long[] places = new long[targets()];
        int at = 0;
        int start = 0;
        for (TrainingRow row : rows) {
            for (int place : row.places()) {
                places[at++] = start + place - 1L;
            }
            start += row.inputs();
        }
        return places;
    }

    long[] targetIds() {
        long[] ids = new long[targets()];
        int at = 0;
        for (TrainingRow row : rows) {
            for (int place : row.places()) {
                ids[at++] = row.ids()[place];
            }
        }
        return ids;
    }

    /** Of each row, what was measured at its targets, summed. @param ofTargets (W) */
    double[] sums(float[] ofTargets) {
        double[] sums = new double[rows.size()];
        int at = 0;
        for (int i = 0; i < sums.length; i++) {
            for (int end = at + rows.get(i).targets(); at < end; at++) {
                sums[i] += ofTargets[at];
            }
        }
        return sums;
    }
}
