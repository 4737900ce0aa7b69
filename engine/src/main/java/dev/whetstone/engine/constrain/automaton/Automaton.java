package dev.whetstone.engine.constrain.automaton;

import dev.whetstone.engine.constrain.schema.Grammar;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The bytes of the values that a grammar allows. States are made when they are first reached and kept, as in a lazy determinisation (Cox
 * 2010, "Regular Expression Matching in the Wild"), until they are told to be forgotten. For one thread.
 */
public final class Automaton {

    /** Of its table of next states. */
    private static final int WEIGHT_OF_STATE = 16;

    private static final State DEAD = new State(Set.of());

    private final Readings readings;
    private final State first;
    private final Map<Set<Stack>, State> states = new HashMap<>();
    private int weight;

    public Automaton(Grammar grammar) {
        this.readings = new Readings(grammar);
        LeadFrame.begin(grammar.root(), Gap.NONE, Stack.END, readings);
        this.first = new State(readings.take());
    }

    /** Before the first byte. */
    public State first() {
        return same(first);
    }

    /** @param value 0 to 255 */
    public State next(State state, int value) {
        State known = state.known(value);
        if (known != null) {
            return known;
        }
        for (Stack reading : state.readings()) {
            reading.feed(value, readings);
        }
        State then = readings.isEmpty() ? DEAD : kept(readings.take());
        state.learn(value, then);
        return then;
    }

    /** How much is kept: the readings of all states, and as much again for each state as {@value #WEIGHT_OF_STATE} readings. */
    public int weight() {
        return weight;
    }

    /** Forgets every state. Those in use are to be exchanged by {@link #same}, or they keep what they lead to. */
    public void forget() {
        states.clear();
        weight = 0;
    }

    /** The state with the same readings that is kept now. */
    public State same(State state) {
        return kept(state.readings());
    }

    private State kept(Set<Stack> readings) {
        return states.computeIfAbsent(readings, made -> {
            weight += made.size() + WEIGHT_OF_STATE;
            return new State(made);
        });
    }
}
