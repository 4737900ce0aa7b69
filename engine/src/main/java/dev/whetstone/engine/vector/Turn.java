package dev.whetstone.engine.vector;

import static dev.whetstone.engine.vector.BfloatPairs.FLOATS;
import static dev.whetstone.engine.vector.BfloatPairs.WIDTH;

import jdk.incubator.vector.FloatVector;

/**
 * The rotation of one position (Su et al. 2021), in the half-split layout of Hugging Face: element i turns with i + D/2.
 *
 * @param cos (D/2), grown by the magnitude of the stretching
 * @param sin (D/2), likewise
 */
public record Turn(float[] cos, float[] sin) {

    /**
     * @param frequencies angle by which a pair turns for each position, (D/2)
     * @param magnitude factor of the result
     */
    public static Turn at(int position, float[] frequencies, double magnitude) {
        float[] cos = new float[frequencies.length];
        float[] sin = new float[frequencies.length];
        for (int i = 0; i < frequencies.length; i++) {
            float angle = position * frequencies[i]; // rounded to float32, as libraries do it
            cos[i] = (float) (Math.cos(angle) * magnitude);
            sin[i] = (float) (Math.sin(angle) * magnitude);
        }
        return new Turn(cos, sin);
    }

    /** The gradient of it, times a factor: turned back. */
    public Turn back(float factor) {
        float[] scaled = new float[cos.length];
        float[] negative = new float[sin.length];
        for (int i = 0; i < cos.length; i++) {
            scaled[i] = cos[i] * factor;
            negative[i] = -sin[i] * factor;
        }
        return new Turn(scaled, negative);
    }

    /** For heads whose blocks are split into even and odd places; half a head is a whole number of blocks. */
    public Turn split() {
        float[] splitCos = new float[cos.length];
        float[] splitSin = new float[sin.length];
        BfloatPairs.split(cos, 0, cos.length, splitCos, 0);
        BfloatPairs.split(sin, 0, sin.length, splitSin, 0);
        return new Turn(splitCos, splitSin);
    }

    /** Turns one head of D elements in place; half of it is a whole number of vectors. */
    public void apply(float[] head, int at) {
        int half = cos.length;
        for (int i = 0; i < half; i += WIDTH) {
            FloatVector a = FloatVector.fromArray(FLOATS, head, at + i);
            FloatVector b = FloatVector.fromArray(FLOATS, head, at + half + i);
            FloatVector c = FloatVector.fromArray(FLOATS, cos, i);
            FloatVector s = FloatVector.fromArray(FLOATS, sin, i);
            a.mul(c).sub(b.mul(s)).intoArray(head, at + i);
            b.mul(c).add(a.mul(s)).intoArray(head, at + half + i);
        }
    }
}
