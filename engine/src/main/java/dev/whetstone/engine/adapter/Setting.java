package dev.whetstone.engine.adapter;

/** One way to refuse a setting: which it is, what it says, and what it must be. */
public final class Setting {

    private Setting() {}

    /** @throws IllegalArgumentException with {@code field is value: it must be expected}, when it does not hold */
    public static void require(boolean holds, String field, Object value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(field + " is " + value + ": it must be " + expected);
        }
    }
}
