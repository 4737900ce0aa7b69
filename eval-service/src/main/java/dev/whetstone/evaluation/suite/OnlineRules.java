package dev.whetstone.evaluation.suite;

import dev.whetstone.contracts.Require;

import java.util.List;

/**
 * What is watched in live traffic.
 *
 * @param criteria names of criteria that need no reference
 * @param failureBudget share of failures that is expected even of a good model, in (0, 1)
 * @param sampledShare share of requests to sample, in [0, 1]
 */
public record OnlineRules(List<String> criteria, double failureBudget, double sampledShare) {

    public static final double DEFAULT_BUDGET = 0.05;

    public OnlineRules {
        criteria = Require.copy("criteria", criteria);
        if (!(failureBudget > 0 && failureBudget < 1)) {
            throw new IllegalArgumentException(
                    "failure_budget: expected a share strictly between 0 and 1, but got " + failureBudget);
        }
        Require.share("sampled_share", sampledShare);
    }

    public static OnlineRules nothing() {
        return new OnlineRules(List.of(), DEFAULT_BUDGET, 0);
    }
}
