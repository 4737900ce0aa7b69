package dev.whetstone.engine;

/** How a base model's matrices are kept in memory. */
public enum WeightFormat {
    /** In the number format that is computed in. */
    COMPUTED,
    /**
     * As whole numbers from -127 to 127 with one scale an output: half the memory of bfloat16, and so faster where reading it takes the time. What the
     * model says differs a little: it is another model, to be judged as such.
     */
    INT8
}
