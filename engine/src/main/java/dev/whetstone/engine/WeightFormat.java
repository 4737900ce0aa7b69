package dev.whetstone.engine;

import dev.whetstone.engine.format.Sha256;

/** How a base model's matrices are kept in memory. */
public enum WeightFormat {
    /** In the number format that is computed in. */
    COMPUTED,
    /**
     * As whole numbers from -127 to 127 with one scale an output: half the memory of bfloat16, and so faster where reading it takes the time. What the
     * model says differs a little: it is another model, to be judged as such.
     */
    INT8;

    /** Its scheme and version: whoever changes how numbers are rounded counts it up, because what was judged before is another model then. */
    private static final String INT8_SCHEME = "int8-absmax-per-output/1";

    /**
     * The name of a base whose matrices are kept so, for whoever says which model has answered: its own, or for int8 one that follows from it, the SHA-256 of
     * {@code int8-absmax-per-output/1}, a newline and the base's digest.
     *
     * @param base digest of the base model's directory, {@code sha256:} and 64 hexadecimal digits
     */
    public String identity(String base) {
        return switch (this) {
            case COMPUTED -> base;
            case INT8 -> Sha256.of(INT8_SCHEME + "\n" + base);
        };
    }
}
