package dev.whetstone.engine;

/** Number format of frozen weights and activations. Adapter parameters are trained in float32 either way. */
public enum Precision {
    FLOAT32,
    BFLOAT16
}
