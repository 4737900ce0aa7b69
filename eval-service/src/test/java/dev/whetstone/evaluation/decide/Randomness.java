package dev.whetstone.evaluation.decide;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.statistics.distribution.BetaDistribution;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;

/** Random data for properties and simulations. A property draws a new seed, prints it, and takes it back from -Dwhetstone.seed=… */
public final class Randomness {

    private final SplittableRandom random;

    private Randomness(long seed) {
        this.random = new SplittableRandom(seed);
    }

    public static Randomness fixed(long seed) {
        return new Randomness(seed);
    }

    public static Randomness printed(String test) {
        long seed = Long.getLong("whetstone.seed", System.nanoTime());
        System.out.println(test + ": seed " + seed + " (again with -Dwhetstone.seed=" + seed + ")");
        return new Randomness(seed);
    }

    public int between(int from, int to) {
        return random.nextInt(from, to + 1);
    }

    public double between(double from, double to) {
        return random.nextDouble(from, to);
    }

    public boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    int passes(int repeats, double rate) {
        int passes = 0;
        for (int i = 0; i < repeats; i++) {
            passes += chance(rate) ? 1 : 0;
        }
        return passes;
    }

    /** Item rates with this mean: spread 0 all alike, 1 each item always or never, between them Beta. */
    DoubleSupplier itemRates(double mean, double spread) {
        if (spread <= 0 || mean <= 0 || mean >= 1) {
            return () -> mean;
        }
        if (spread >= 1) {
            return () -> chance(mean) ? 1 : 0;
        }
        double weight = (1 - spread) / spread;
        UniformRandomProvider bits = random::nextLong;
        return BetaDistribution.of(mean * weight, (1 - mean) * weight).createSampler(bits)::sample;
    }

    /** Passes of some items of a true rate. */
    List<Integer> items(int items, double mean, int repeats, double spread) {
        DoubleSupplier rates = itemRates(mean, spread);
        List<Integer> passes = new ArrayList<>();
        for (int i = 0; i < items; i++) {
            passes.add(passes(repeats, rates.getAsDouble()));
        }
        return passes;
    }

    static Rate rate(int repeats, List<Integer> passes) {
        return new Rate(
                passes.size(),
                repeats,
                passes.stream().mapToLong(Integer::longValue).sum());
    }

    static Scores scores(int repeats, List<Integer> passes) {
        SequencedMap<String, Integer> byItem = new LinkedHashMap<>();
        for (int passed : passes) {
            byItem.put("item-" + (byItem.size() + 1), passed);
        }
        return new Scores(repeats, byItem);
    }
}
