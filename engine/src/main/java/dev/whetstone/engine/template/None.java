package dev.whetstone.engine.template;

/** Python's {@code None}. */
enum None {
    NONE
}
