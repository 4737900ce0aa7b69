package dev.whetstone.engine.train;

/**
 * A chat as tokens. All but the last are read, those from {@code firstTarget} on are to be said, each after the ones before it.
 */
record TrainingRow(int[] ids, int firstTarget) {

    TrainingRow {
        if (firstTarget < 1 || firstTarget >= ids.length) {
            throw new IllegalArgumentException(
                    "first target " + firstTarget + " in a row of " + ids.length + " tokens");
        }
    }

    /** Tokens that are read. */
    int inputs() {
        return ids.length - 1;
    }

    int targets() {
        return ids.length - firstTarget;
    }
}
