package dev.whetstone.engine.constrain.automaton;

import dev.whetstone.engine.constrain.schema.Shape;

/**
 * Inside a string, or before its quotation mark.
 *
 * @param count characters so far, as far as they matter to the lengths
 * @param phase one of {@link TextBytes}, or before the string
 */
record TextFrame(Shape.Text text, int count, int phase) implements Frame {

    private static final int BEFORE = -2;

    static TextFrame beginning(Shape.Text text) {
        return new TextFrame(text, 0, BEFORE);
    }

    @Override
    public void feed(int value, Stack below, Readings next) {
        if (phase == BEFORE) {
            if (value == '"') {
                next.add(new TextFrame(text, 0, TextBytes.BETWEEN), below);
            }
        } else if (phase == TextBytes.BETWEEN && value == '"') {
            if (count >= text.least()) {
                next.ended(below);
            }
        } else if (phase != TextBytes.BETWEEN || count < text.most()) {
            grow(value, below, next);
        }
    }

    /** Characters that plain text may add here; nothing when it stands inside a character, inside an escape or before the string. */
    int room() {
        if (phase != TextBytes.BETWEEN) {
            return 0;
        }
        return text.most() == Shape.UNLIMITED ? Shape.UNLIMITED : text.most() - count;
    }

    private void grow(int value, Stack below, Readings next) {
        int then = TextBytes.next(phase, value);
        if (then != TextBytes.REFUSED) {
            next.add(new TextFrame(text, then == TextBytes.BETWEEN ? oneMore() : count, then), below);
        }
    }

    private int oneMore() {
        return text.most() == Shape.UNLIMITED ? Math.min(count + 1, text.least()) : count + 1;
    }
}
