package dev.whetstone.engine.constrain;

import dev.whetstone.engine.constrain.automaton.State;

/** How far one completion has come in its schema. For one thread. */
public final class Cursor {

    private final Constraint constraint;
    private State state;

    Cursor(Constraint constraint, State first) {
        this.constraint = constraint;
        this.state = first;
    }

    /** The tokens that may come next; at least one. Tokens that end the completion are among them where the value is whole. */
    public TokenMask allowed() {
        return constraint.mask(state);
    }

    /**
     * Goes on by a chosen token.
     *
     * @throws IllegalArgumentException when it was not allowed
     */
    public void take(int token) {
        State then = constraint.after(state, token);
        if (then.isDead()) {
            throw new IllegalArgumentException("token " + token + " was not allowed by the schema");
        }
        state = then;
    }

    /** The value is whole; more may follow, as after a digit. */
    public boolean mayEnd() {
        return state.mayEnd();
    }

    /** The value is whole and nothing can follow. */
    public boolean isComplete() {
        return state.isComplete();
    }
}
