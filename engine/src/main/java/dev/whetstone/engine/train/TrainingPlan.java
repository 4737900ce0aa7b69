package dev.whetstone.engine.train;

import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How training uses the memory that it may take.
 *
 * @param workers that take passes side by side; 1 for the calling thread with all threads for its operators
 * @param recomputes whether blocks are computed a second time for their gradient
 * @param orders whether weights lie once more in another order, where passes are computed in vectors
 * @param peak beside the loaded model, in bytes
 */
record TrainingPlan(int workers, boolean recomputes, boolean orders, long peak) {

    /**
     * The fastest that fits: as many workers as there are, then weights laid out anew each time, then blocks computed twice, which costs less time than
     * a worker does, then no second worker.
     *
     * @param memory by the number of workers
     * @throws NotEnoughMemoryException when nothing fits
     */
    static TrainingPlan fitting(long available, int workers, IntFunction<TrainingMemory> memory, int longest) {
        return IntStream.of(workers, 1)
                .boxed()
                .flatMap(count -> Stream.of(
                        of(count, false, true, memory),
                        of(count, false, false, memory),
                        of(count, true, true, memory),
                        of(count, true, false, memory)))
                .filter(plan -> plan.peak <= available)
                .findFirst()
                .orElseThrow(() -> tooSmall(of(1, true, false, memory).peak, available, longest));
    }

    static TrainingPlan of(int workers, boolean recomputes, boolean orders, IntFunction<TrainingMemory> memory) {
        return new TrainingPlan(
                workers, recomputes, orders, memory.apply(workers).peak(recomputes, orders));
    }

    private static NotEnoughMemoryException tooSmall(long least, long available, int longest) {
        return new NotEnoughMemoryException("training takes about " + mebibytes(least)
                + " MiB beside the loaded model even if blocks are computed twice, and " + mebibytes(available)
                + " MiB are available: shorten the longest row, which has " + longest
                + " tokens, lower the rank, or give it more memory");
    }

    /** In words. */
    @Override
    public String toString() {
        String passes = workers == 1 ? "one pass at a time" : workers + " passes side by side";
        String twice = recomputes ? "; blocks are computed twice, which saves memory and takes a little longer" : "";
        return "up to " + mebibytes(peak) + " MiB beside the model, " + passes + twice;
    }

    private static long mebibytes(long bytes) {
        return bytes >> 20;
    }
}
