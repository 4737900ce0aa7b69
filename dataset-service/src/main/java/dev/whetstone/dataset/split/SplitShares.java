package dev.whetstone.dataset.split;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.whetstone.contracts.Require;
import dev.whetstone.contracts.dataset.SplitName;

/** How large the splits are to be, as shares of all rows. The regression split has none: it only grows. */
public record SplitShares(double train, double validation, double test) {

    public static final SplitShares USUAL = new SplitShares(0.8, 0.1, 0.1);

    @JsonCreator
    public SplitShares {
        Require.share("splits.train", train);
        Require.share("splits.validation", validation);
        Require.share("splits.test", test);
        if (train == 0 || validation == 0 || test == 0 || Math.abs(train + validation + test - 1) > 1e-9) {
            throw new IllegalArgumentException("splits: expected three shares above 0 that add up to 1, but got train "
                    + train + ", validation " + validation + ", test " + test);
        }
    }

    public double of(SplitName split) {
        return switch (split) {
            case TRAIN -> train;
            case VALIDATION -> validation;
            case TEST -> test;
            case REGRESSION -> 0;
        };
    }
}
