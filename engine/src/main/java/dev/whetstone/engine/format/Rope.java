package dev.whetstone.engine.format;

/** Rotary positions (Su et al. 2021): the base of their frequencies, and how these are stretched. */
public record Rope(double theta, RopeScaling scaling) {

    /** Angle by which a pair turns for each position, scaling applied; dimension / 2 values. */
    public float[] frequencies(int dimension) {
        double[] exact = scaling.frequencies(theta, dimension);
        float[] frequencies = new float[exact.length];
        for (int i = 0; i < exact.length; i++) {
            frequencies[i] = (float) exact[i];
        }
        return frequencies;
    }
}
