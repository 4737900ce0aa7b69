package dev.whetstone.evaluation.decide;

import org.apache.commons.statistics.distribution.BinomialDistribution;

import java.util.OptionalDouble;

/** Exact power of the one-sided exact McNemar test at {@link Rate#ALPHA}: what gain a paired comparison of so many items can see. */
public final class McNemarPower {

    private final int items;
    private final int[] winsNeeded; // by number of discordant pairs; one more than that when none suffice

    public McNemarPower(int items) {
        this.items = items;
        this.winsNeeded = new int[items + 1];
        for (int discordant = 0; discordant <= items; discordant++) {
            winsNeeded[discordant] = winsNeeded(discordant);
        }
    }

    private static int winsNeeded(int discordant) {
        BinomialDistribution coins = BinomialDistribution.of(discordant, 0.5);
        int needed = discordant + 1;
        while (needed > 0 && coins.survivalProbability(needed - 2) <= Rate.ALPHA) {
            needed--;
        }
        return needed;
    }

    /**
     * @param discordance share of items on which the two differ
     * @param gain share of items won minus share lost, at most the discordance
     */
    public double power(double discordance, double gain) {
        double winShare = Math.min(1, (1 + gain / discordance) / 2);
        BinomialDistribution pairs = BinomialDistribution.of(items, discordance);
        double power = 0;
        for (int discordant = 1; discordant <= items; discordant++) {
            if (winsNeeded[discordant] <= discordant) {
                power += pairs.probability(discordant)
                        * BinomialDistribution.of(discordant, winShare).survivalProbability(winsNeeded[discordant] - 1);
            }
        }
        return power;
    }

    /** Smallest gain seen with 80 % power when the two differ on this share of items; empty when none is. */
    public OptionalDouble detectableGain(double discordance) {
        if (power(discordance, discordance) < Power.ENOUGH) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(Bisection.first(0, discordance, gain -> power(discordance, gain) >= Power.ENOUGH));
    }

    /** Smallest gain seen with 80 % power when nothing is lost: every item that differs is a win. */
    public OptionalDouble detectableGainWithoutLosses() {
        if (power(1, 1) < Power.ENOUGH) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(Bisection.first(1e-6, 1, gain -> power(gain, gain) >= Power.ENOUGH));
    }
}
