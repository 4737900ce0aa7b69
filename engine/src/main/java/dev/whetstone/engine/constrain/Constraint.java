package dev.whetstone.engine.constrain;

import dev.whetstone.engine.constrain.automaton.Automaton;
import dev.whetstone.engine.constrain.automaton.State;
import dev.whetstone.engine.constrain.schema.Grammar;

import java.util.HashMap;
import java.util.Map;

/**
 * A compiled schema for one model's tokenizer. What it finds out about its states is kept for all requests, within bounds. Safe for use by
 * many threads.
 */
public final class Constraint {

    private static final long MOST_MASK_BYTES = 8L << 20;
    private static final int MOST_WEIGHT = 1 << 17;

    private final String digest;
    private final Vocabulary vocabulary;
    private final Automaton automaton;
    private final Map<State, TokenMask> masks = new HashMap<>();
    private long maskBytes;

    Constraint(String digest, Vocabulary vocabulary, Grammar grammar) {
        this.digest = digest;
        this.vocabulary = vocabulary;
        this.automaton = new Automaton(grammar);
    }

    /** SHA-256 of the schema's text, in hexadecimal. */
    public String digest() {
        return digest;
    }

    /** For one completion. */
    public synchronized Cursor begin() {
        return new Cursor(this, automaton.first());
    }

    boolean isOver(Vocabulary other) {
        return vocabulary == other;
    }

    /** The tokens that may follow a state. */
    synchronized TokenMask mask(State state) {
        if (maskBytes > MOST_MASK_BYTES || automaton.weight() > MOST_WEIGHT) {
            forget();
        }
        return masks.computeIfAbsent(automaton.same(state), this::walk);
    }

    /** The state after a token. */
    synchronized State after(State state, int token) {
        State then = automaton.same(state);
        for (byte each : vocabulary.bytes(token)) {
            then = automaton.next(then, each & 0xFF);
        }
        return then;
    }

    /** What is kept of the automaton. */
    synchronized int weight() {
        return automaton.weight();
    }

    private TokenMask walk(State state) {
        TokenMask mask = vocabulary.allowed(automaton, state);
        maskBytes += mask.bytes();
        return mask;
    }

    private void forget() {
        masks.clear();
        maskBytes = 0;
        automaton.forget();
    }
}
