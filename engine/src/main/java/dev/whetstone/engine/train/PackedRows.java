package dev.whetstone.engine.train;

import java.util.ArrayList;
import java.util.List;

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

    /** Splits a batch into passes; a longer row gets a pass of its own. */
    static List<PackedRows> pack(List<TrainingRow> batch) {
        List<PackedRows> passes = new ArrayList<>();
        List<TrainingRow> open = new ArrayList<>();
        int tokens = 0;
        for (TrainingRow row : batch) {
            if (!open.isEmpty() && tokens + row.inputs() > TOKENS_AT_ONCE) {
                passes.add(new PackedRows(open));
                open = new ArrayList<>();
                tokens = 0;
            }
            open.add(row);
            tokens += row.inputs();
        }
        passes.add(new PackedRows(open));
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
            for (int i = row.firstTarget(); i < row.ids().length; i++) {
                places[at++] = start + i - 1L;
            }
            start += row.inputs();
        }
        return places;
    }

    long[] targetIds() {
        long[] ids = new long[targets()];
        int at = 0;
        for (TrainingRow row : rows) {
            for (int i = row.firstTarget(); i < row.ids().length; i++) {
                ids[at++] = row.ids()[i];
            }
        }
        return ids;
    }
}
