package dev.whetstone.engine.constrain.automaton;

/**
 * Where a reading stands within one value. A frame is only ever made where some byte can still follow; so what has begun can be
 * ended, whatever was said.
 */
sealed interface Frame
        permits LiteralFrame, TextFrame, NumberFrame, ArrayFrame, ObjectFrame, FreeObjectFrame, LeadFrame {

    /**
     * Adds what the value becomes with one more byte, or nothing when the byte cannot come here.
     *
     * @param value 0 to 255
     * @param below what goes on when this value has ended
     */
    void feed(int value, Stack below, Readings next);
}
