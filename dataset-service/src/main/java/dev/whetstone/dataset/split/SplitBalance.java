package dev.whetstone.dataset.split;

import dev.whetstone.contracts.dataset.SplitName;
import dev.whetstone.dataset.finding.Check;
import dev.whetstone.dataset.finding.Findings;
import dev.whetstone.dataset.finding.Place;

import java.util.Locale;
import java.util.stream.IntStream;

/** Whether the splits are there and about as large as they were to be. */
public final class SplitBalance {

    /** Far: more than this much of all rows away from the share. */
    private static final double FAR = 0.1;

    private SplitBalance() {}

    /** @param shares what was asked for; what rows named themselves is not held against it */
    public static void check(SplitPlan plan, SplitShares shares, boolean named, Findings findings) {
        int all = SplitPlanner.BY_SHARE.stream()
                .mapToInt(split -> plan.rows(split).size())
                .sum();
        for (SplitName split : SplitPlanner.BY_SHARE) {
            int rows = plan.rows(split).size();
            double share = all == 0 ? 0 : (double) rows / all;
            if (rows == 0) {
                findings.add(Check.SPLIT_EMPTY, Place.WHOLE_FILE, split.label() + " has no rows; " + dropped(plan));
            } else if (!named && Math.abs(share - shares.of(split)) > FAR) {
                findings.add(
                        Check.SPLIT_UNBALANCED,
                        Place.WHOLE_FILE,
                        String.format(
                                Locale.ROOT,
                                "%s holds %.2f of the rows instead of %.2f",
                                split.label(),
                                share,
                                shares.of(split)));
            }
        }
    }

    private static String dropped(SplitPlan plan) {
        long dropped = IntStream.range(0, plan.size())
                .filter(row -> plan.of(row).isEmpty())
                .count();
        return "of " + plan.size() + " rows, " + dropped + " were left out as leaks";
    }
}
