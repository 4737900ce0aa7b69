package dev.whetstone.engine.format;

/** What the gate of a feed-forward layer passes through. */
public enum Activation {
    /** {@code x·sigmoid(x)} (SwiGLU: Shazeer 2020). */
    SILU,
    /** {@code x·Φ(x)} by its tangent approximation (GeGLU: Shazeer 2020; Hendrycks and Gimpel 2016). */
    GELU_TANH
}
