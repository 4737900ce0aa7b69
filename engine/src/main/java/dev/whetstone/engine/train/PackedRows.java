package dev.whetstone.engine.train;

import java.util.List;

/**
 * Rows one after another, without padding. Positions restart with each row, and no row sees another. Only the last states before a
 * target are turned into logits.
 */
record PackedRows(List<TrainingRow> rows) {

    PackedRows {
        rows = List.copyOf(rows);
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
