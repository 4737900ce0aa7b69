package dev.whetstone.engine.train;

/**
 * Implicit rewards of the answers of a batch or a split: how much likelier they have become, times beta; of ORPO, which has no reference,
 * their mean log-probability a token, times beta.
 *
 * @param chosen mean of the preferred, or wanted, answers
 * @param rejected mean of the others
 * @param accuracy share of pairs whose preferred answer has the larger reward; of single answers, those whose reward has the sign of their
 *     label
 */
public record Rewards(double chosen, double rejected, double accuracy) {

    /** How far the preferred answers are ahead. */
    public double margin() {
        return chosen - rejected;
    }
}
