package dev.whetstone.engine.constrain.automaton;

import dev.whetstone.engine.constrain.schema.Shape;

/**
 * Between the values of an array, or before it.
 *
 * @param count values so far, as far as they matter to the limits
 * @param gap white space since the last sign
 */
record ArrayFrame(Shape.Items items, Part part, int count, int gap) implements Frame {

    /** What was read last. */
    enum Part {
        NOTHING,
        OPENED,
        VALUE,
        COMMA,
        /** White space after a value: only the end may follow. */
        CLOSING
    }

    static ArrayFrame beginning(Shape.Items items) {
        return new ArrayFrame(items, Part.NOTHING, 0, Gap.NONE);
    }

    @Override
    public void feed(int value, Stack below, Readings next) {
        if (part == Part.NOTHING) {
            if (value == '[') {
                go(Part.OPENED, Gap.NONE, below, next);
            }
            return;
        }
        if (value == ']') {
            if (mayEnd()) {
                next.ended(below);
            }
        } else if (value == ',') {
            if (part == Part.VALUE && count < items.most()) {
                go(Part.COMMA, Gap.NONE, below, next);
            }
        } else {
            widen(value, below, next);
        }
    }

    private void widen(int value, Stack below, Readings next) {
        int wider = Gap.next(gap, value);
        if (wider < 0) {
            return;
        }
        if (part != Part.VALUE) {
            go(part, wider, below, next);
        } else if (mayEnd()) {
            go(Part.CLOSING, wider, below, next);
        }
    }

    private void go(Part then, int wider, Stack below, Readings next) {
        ArrayFrame frame = new ArrayFrame(items, then, count, wider);
        boolean valueMayFollow = then == Part.COMMA || then == Part.OPENED && items.most() > 0;
        if (valueMayFollow) {
            next.enter(items.item(), new Stack(new ArrayFrame(items, Part.VALUE, oneMore(), Gap.NONE), below));
        }
        if (frame.mayEnd() || Gap.mayGrow(wider)) {
            next.add(frame, below);
        }
    }

    private boolean mayEnd() {
        return part != Part.COMMA && count >= items.least();
    }

    private int oneMore() {
        return items.most() == Shape.UNLIMITED ? Math.min(count + 1, items.least()) : count + 1;
    }
}
