package dev.whetstone.engine.constrain.schema;

/** How large a schema may be and how deep its values: a schema comes from outside, and what it costs has to have an end. */
public final class Bounds {

    /** Objects and arrays inside each other in a value. What does not fit any more is not offered, so every value can be ended. */
    public static final int VALUE_NESTING = 64;

    static final int CHARACTERS = 1 << 18;
    static final int JSON_NESTING = 256;
    static final int SUBSCHEMAS = 5_000;
    static final int ALTERNATIVES = 128;
    static final int PROPERTIES = 1_000;
    static final int ENUM_VALUES = 1_000;

    private Bounds() {}
}
