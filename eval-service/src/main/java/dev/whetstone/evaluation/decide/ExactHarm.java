package dev.whetstone.evaluation.decide;

import org.apache.commons.numbers.gamma.LogGamma;

/**
 * Can the candidate still be worse by the margin, given one repeat an item? Exact and unconditional: all outcomes at least as favourable by
 * {@linkplain Tango Tango's score} are summed under the null hypothesis, at the probability of a win that makes the sum largest (grid of
 * {@value #GRID} points).
 */
public final class ExactHarm {

    private static final int GRID = 60;
    private static final double TIE = 1e-12;

    private ExactHarm() {}

    /** p-value against "the candidate passes less often by {@code margin} or more". */
    public static double p(int wins, int losses, int items, double margin) {
        if (wins < 0 || losses < 0 || wins + losses > items) {
            throw new IllegalArgumentException(
                    "wins, losses: expected at most " + items + " together, but got " + wins + ", " + losses);
        }
        int[] leastWins = leastWins(Tango.score(wins, losses, items, margin) - TIE, items, margin);
        double[] logFactorials = logFactorials(items);
        double worst = 0;
        for (int point = 0; point < GRID; point++) {
            double win = (1 - margin) / 2 * point / (GRID - 1);
            worst = Math.max(worst, tail(leastWins, margin, win, logFactorials));
        }
        return Math.min(1, worst);
    }

    /** For each number of losses, the fewest wins that score at least {@code observed}: the score grows with wins, so more qualify too. */
    private static int[] leastWins(double observed, int items, double margin) {
        int[] least = new int[items + 1];
        for (int losses = 0; losses <= items; losses++) {
            int wins = items - losses + 1;
            while (wins > 0 && Tango.score(wins - 1, losses, items, margin) >= observed) {
                wins--;
            }
            least[losses] = wins;
        }
        return least;
    }

    /** Probability of the outcomes that qualify when a win has probability {@code win} and a loss {@code margin} more. */
    private static double tail(int[] leastWins, double margin, double win, double[] logFactorials) {
        int items = leastWins.length - 1;
        double logWin = Math.log(win);
        double logLoss = Math.log(win + margin);
        double logTie = Math.log(Math.max(0, 1 - 2 * win - margin));
        double sum = 0;
        for (int losses = 0; losses <= items; losses++) {
            for (int wins = leastWins[losses]; wins <= items - losses; wins++) {
                int ties = items - wins - losses;
                double log = logFactorials[items] - logFactorials[wins] - logFactorials[losses] - logFactorials[ties];
                sum += Math.exp(log + times(wins, logWin) + times(losses, logLoss) + times(ties, logTie));
            }
        }
        return sum;
    }

    /** x·log p with 0·log 0 = 0. */
    private static double times(int count, double log) {
        return count == 0 ? 0 : count * log;
    }

    private static double[] logFactorials(int items) {
        double[] logs = new double[items + 1];
        for (int n = 0; n <= items; n++) {
            logs[n] = LogGamma.value(n + 1.0);
        }
        return logs;
    }
}
