package dev.whetstone.evaluation.decide;

import java.util.List;

/**
 * Are paired differences larger than zero by more than chance? Under the null hypothesis each difference could as well have had the other
 * sign. The law of the sum over all sign choices is a convolution of two-point laws, so the p-value is exact for any number of items. With
 * differences of -1, 0 and 1 this is McNemar's exact test.
 */
public final class SignFlip {

    private SignFlip() {}

    /** One-sided p-value of whole-number differences; 1 when all are zero. */
    public static double pLarger(List<Integer> differences) {
        int size = differences.stream().mapToInt(Math::abs).sum();
        double[] law = new double[2 * size + 1]; // index = sum + size
        law[size] = 1;
        int reach = 0;
        for (int difference : differences) {
            law = convolve(law, Math.abs(difference), size, reach);
            reach += Math.abs(difference);
        }
        int observed = differences.stream().mapToInt(Integer::intValue).sum();
        double p = 0;
        for (int sum = size; sum >= observed; sum--) {
            p += law[size + sum];
        }
        return Math.min(1, p);
    }

    /** One more fair sign on a difference of this size; {@code reach} bounds the sums so far. */
    private static double[] convolve(double[] law, int step, int size, int reach) {
        if (step == 0) {
            return law;
        }
        double[] next = new double[law.length];
        for (int sum = -reach; sum <= reach; sum++) {
            double half = law[size + sum] / 2;
            next[size + sum + step] += half;
            next[size + sum - step] += half;
        }
        return next;
    }
}
