package dev.whetstone.engine.constrain.automaton;

import dev.whetstone.engine.constrain.schema.Shape;

import java.util.Set;

/** Where an automaton stands: every way in which the bytes so far can be read. Belongs to its automaton's thread. */
public final class State {

    private final Set<Stack> readings;
    private final boolean mayEnd;
    private final int room;
    private State[] next;

    State(Set<Stack> readings) {
        this.readings = readings;
        this.mayEnd = readings.contains(Stack.END);
        this.room = readings.stream().mapToInt(State::room).max().orElse(0);
    }

    /** Nothing valid begins with these bytes. */
    public boolean isDead() {
        return readings.isEmpty();
    }

    /** The bytes so far are a whole value. */
    public boolean mayEnd() {
        return mayEnd;
    }

    /** The value is whole, and no byte can follow. */
    public boolean isComplete() {
        return mayEnd && readings.size() == 1;
    }

    /**
     * How many characters of plain text may follow, whatever they are: more than 0 only inside a string and between two characters;
     * {@link Shape#UNLIMITED} without a limit.
     */
    public int room() {
        return room;
    }

    Set<Stack> readings() {
        return readings;
    }

    /** The state after one more byte, or null as long as nobody has asked for it. */
    State known(int value) {
        return next == null ? null : next[value];
    }

    void learn(int value, State then) {
        if (next == null) {
            next = new State[256];
        }
        next[value] = then;
    }

    private static int room(Stack reading) {
        return !reading.isEnd() && reading.top() instanceof TextFrame frame ? frame.room() : 0;
    }
}
