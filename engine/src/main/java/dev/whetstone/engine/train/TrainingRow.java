package dev.whetstone.engine.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A chat as tokens. All but the last are read; those at the places of targets are to be said, each after the ones before it. The last
 * token is a target: what stands after it would be read for nothing.
 *
 * @param places of the targets in ids, from left to right; one stretch, or several where several turns are learned
 */
record TrainingRow(int[] ids, int[] places) {

    TrainingRow {
        if (places.length == 0 || places[0] < 1 || places[places.length - 1] != ids.length - 1) {
            throw new IllegalArgumentException("targets at " + Arrays.toString(places) + " in a row of " + ids.length
                    + " tokens: the first must be 1 or later, and the last the row's last token");
        }
        for (int i = 1; i < places.length; i++) {
            if (places[i] <= places[i - 1]) {
                throw new IllegalArgumentException("targets at " + Arrays.toString(places) + ": out of order");
            }
        }
    }

    /** One stretch, from the first target to the end. */
    TrainingRow(int[] ids, int firstTarget) {
        this(ids, IntStream.range(firstTarget, ids.length).toArray());
    }

    /** Tokens that are read. */
    int inputs() {
        return ids.length - 1;
    }

    int targets() {
        return places.length;
    }

    int firstTarget() {
        return places[0];
    }

    /** Where the last stretch of targets begins. */
    int lastStretch() {
        return ids.length - stretches().getLast().length;
    }

    /** The targets as tokens, one array for each turn that is learned. */
    List<int[]> stretches() {
        List<int[]> stretches = new ArrayList<>();
        int from = 0;
        for (int i = 1; i <= places.length; i++) {
            if (i == places.length || places[i] != places[i - 1] + 1) {
                stretches.add(Arrays.copyOfRange(ids, places[from], places[i - 1] + 1));
                from = i;
            }
        }
        return stretches;
    }
}
