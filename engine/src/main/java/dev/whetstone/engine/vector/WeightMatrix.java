package dev.whetstone.engine.vector;

/** A matrix (out, in) that few rows are multiplied by, in pieces of its outputs that threads share. */
public sealed interface WeightMatrix permits BlockedMatrix, QuantizedMatrix {

    /** Outputs that are computed at once: two vectors of them. */
    int PIECE = 2 * BfloatPairs.WIDTH;

    int outs();

    int ins();

    /** Pieces that cover all outputs; the last may reach beyond them. */
    default int pieces() {
        return (outs() + PIECE - 1) / PIECE;
    }

    /**
     * {@code x·Wᵀ} for one piece of the outputs, in float32. A row's result does not depend on the others.
     *
     * @param x (rows, in)
     * @param tile (rows, {@link #PIECE}), overwritten
     */
    void multiply(int piece, float[] x, int rows, float[] tile);
}
