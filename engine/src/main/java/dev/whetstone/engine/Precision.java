package dev.whetstone.engine;

/** Number format of frozen weights and activations. Adapter parameters are trained in float32 either way. */
public enum Precision {
    FLOAT32(Float.BYTES),
    BFLOAT16(Short.BYTES);

    private final int bytes;

    Precision(int bytes) {
        this.bytes = bytes;
    }

    /** Of one element. */
    public int bytes() {
        return bytes;
    }
}
