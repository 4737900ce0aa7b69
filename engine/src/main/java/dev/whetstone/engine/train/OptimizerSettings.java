package dev.whetstone.engine.train;

import static dev.whetstone.engine.adapter.Setting.require;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * How parameters follow their gradient. What later versions added is left out of JSON where it is off.
 *
 * @param learningRate the largest, of A; see {@code loraPlusRatio}
 * @param schedule constant, linear or cosine; the last two fall to zero at the last step
 * @param warmupShare share of all steps in which the rate climbs from zero
 * @param clipNorm largest global gradient norm; 0 for no clipping
 * @param loraPlusRatio the rate of B over that of A (LoRA+, Hayou et al. 2024, §4); 1 for LoRA as it was
 */
public record OptimizerSettings(
        double learningRate,
        String schedule,
        double warmupShare,
        double weightDecay,
        double clipNorm,

        @JsonInclude(value = JsonInclude.Include.CUSTOM, valueFilter = Equal.class)
        Double loraPlusRatio) {

    private static final Double EQUAL = 1.0;

    public OptimizerSettings {
        loraPlusRatio = loraPlusRatio == null ? EQUAL : loraPlusRatio; // JSON from when there was none
        require(learningRate >= 0 && Double.isFinite(learningRate), "learningRate", learningRate, "0 or positive");
        Schedule.require(schedule);
        require(warmupShare >= 0 && warmupShare < 1, "warmupShare", warmupShare, "at least 0 and below 1");
        require(weightDecay >= 0 && Double.isFinite(weightDecay), "weightDecay", weightDecay, "0 or positive");
        require(clipNorm >= 0 && Double.isFinite(clipNorm), "clipNorm", clipNorm, "0 for none, or positive");
        require(loraPlusRatio > 0 && Double.isFinite(loraPlusRatio), "loraPlusRatio", loraPlusRatio, "positive");
    }

    /** One rate for A and B. */
    public OptimizerSettings(
            double learningRate, String schedule, double warmupShare, double weightDecay, double clipNorm) {
        this(learningRate, schedule, warmupShare, weightDecay, clipNorm, EQUAL);
    }

    /** What is left out of JSON: no ratio, as recipes had none. */
    static final class Equal {

        @Override
        public boolean equals(Object ratio) {
            return EQUAL.equals(ratio);
        }

        @Override
        public int hashCode() {
            return EQUAL.hashCode();
        }
    }
}
