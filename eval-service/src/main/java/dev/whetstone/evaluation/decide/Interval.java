package dev.whetstone.evaluation.decide;

/** Closed, on a scale of shares ([0, 1]) or of differences of shares ([-1, 1]). */
public record Interval(double lower, double upper) {

    public Interval {
        if (!(lower <= upper)) {
            throw new IllegalArgumentException("lower: expected at most upper " + upper + ", but got " + lower);
        }
    }

    public boolean contains(double value) {
        return lower <= value && value <= upper;
    }
}
