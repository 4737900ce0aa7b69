package dev.whetstone.engine.constrain.automaton;

import java.util.Objects;

/**
 * One way to read the bytes so far: the value being written on top, below it the objects and arrays around it, which go on when it has
 * ended.
 */
final class Stack {

    /** The whole value has ended. */
    static final Stack END = new Stack();

    private final Frame top;
    private final Stack below;
    private final int depth;
    private final int hash;

    private Stack() {
        this.top = null;
        this.below = null;
        this.depth = 0;
        this.hash = 1;
    }

    Stack(Frame top, Stack below) {
        this.top = Objects.requireNonNull(top, "top");
        this.below = below;
        this.depth = below.depth + 1;
        this.hash = 31 * below.hash + top.hashCode();
    }

    boolean isEnd() {
        return this == END;
    }

    Frame top() {
        return top;
    }

    /** Frames in it. */
    int depth() {
        return depth;
    }

    void feed(int value, Readings next) {
        if (!isEnd()) {
            top.feed(value, below, next);
        }
    }

    @Override
    public boolean equals(Object other) {
        if (this == other) {
            return true;
        }
        return other instanceof Stack stack
                && !isEnd()
                && !stack.isEnd()
                && hash == stack.hash
                && depth == stack.depth
                && top.equals(stack.top)
                && below.equals(stack.below);
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
