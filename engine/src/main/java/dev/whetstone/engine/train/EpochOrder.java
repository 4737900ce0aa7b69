package dev.whetstone.engine.train;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Which lessons each step sees: every epoch all of them once, in an order that follows from the seed and the epoch alone. */
final class EpochOrder {

    private final List<Lesson> rows;
    private final int batchSize;
    private final int epochs;
    private final long seed;

    EpochOrder(List<Lesson> rows, int batchSize, int epochs, long seed) {
        this.rows = List.copyOf(rows);
        this.batchSize = batchSize;
        this.epochs = epochs;
        this.seed = seed;
    }

    long steps() {
        return Math.multiplyExact((long) stepsOfEpoch(), epochs);
    }

    /** @param step counted from 0 */
    List<Lesson> batch(long step) {
        int[] order = order(step / stepsOfEpoch());
        int from = (int) (step % stepsOfEpoch()) * batchSize;
        List<Lesson> batch = new ArrayList<>();
        for (int i = from; i < Math.min(from + batchSize, order.length); i++) {
            batch.add(rows.get(order[i]));
        }
        return batch;
    }

    /** Fisher and Yates. */
    private int[] order(long epoch) {
        SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + epoch);
        int[] order = IntStream.range(0, rows.size()).toArray();
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
        return order;
    }

    private int stepsOfEpoch() {
        return (rows.size() + batchSize - 1) / batchSize;
    }
}
