package dev.whetstone.engine.train;

/**
 * Odds ratio preference optimization (Hong et al. 2024, eqs. 3 to 7): {@code L = L_SFT(chosen) - β·log σ(log odds(chosen) - log
 * odds(rejected))} with {@code odds = p/(1-p)} and p the geometric mean of an answer's token probabilities. L_SFT is the mean over the
 * targets of all chosen answers, the other term over pairs. No reference is needed.
 */
record OrpoObjective(double beta) implements PairObjective {

    @Override
    public boolean refersToTheStart() {
        return false;
    }

    @Override
    public Share share(Lesson lesson, double[] said, BatchTotals batch) {
        int chosenTargets = lesson.rows().get(0).targets();
        int rejectedTargets = lesson.rows().get(1).targets();
        double chosen = said[0] / chosenTargets;
        double rejected = said[1] / rejectedTargets;
        double ratio = logOdds(chosen) - logOdds(rejected);
        double likelihood = 1.0 / batch.targets();
        double slope = -beta * Sigmoid.of(-ratio) / batch.lessons(); // by the log odds ratio
        return new Share(
                -likelihood * said[0] - beta * Sigmoid.log(ratio) / batch.lessons(),
                new double[] {
                    -likelihood + slope * slopeOfLogOdds(chosen) / chosenTargets,
                    -slope * slopeOfLogOdds(rejected) / rejectedTargets
                },
                RewardSums.ofPair(beta * chosen, beta * rejected));
    }

    /** {@code log(p/(1-p))}; @param mean log p, below zero */
    private static double logOdds(double mean) {
        return mean - Math.log(-Math.expm1(mean));
    }

    /** {@code 1/(1-p)} */
    private static double slopeOfLogOdds(double mean) {
        return -1 / Math.expm1(mean);
    }
}
