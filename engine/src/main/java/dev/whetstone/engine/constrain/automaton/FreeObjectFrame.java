package dev.whetstone.engine.constrain.automaton;

import dev.whetstone.engine.constrain.schema.Shape;

/**
 * Between the parts of an object with any names, or before it.
 *
 * @param gap white space since the last sign
 */
record FreeObjectFrame(Shape.FreeMembers members, Part part, int gap) implements Frame {

    /** What was read last. */
    enum Part {
        NOTHING,
        OPENED,
        NAMED,
        COLON,
        VALUE,
        COMMA,
        /** White space after a value: only the end may follow. */
        CLOSING
    }

    static FreeObjectFrame beginning(Shape.FreeMembers members) {
        return new FreeObjectFrame(members, Part.NOTHING, Gap.NONE);
    }

    @Override
    public void feed(int value, Stack below, Readings next) {
        switch (part) {
            case NOTHING -> follow('{', value, Part.OPENED, below, next);
            case NAMED -> follow(':', value, Part.COLON, below, next);
            case VALUE -> {
                follow(',', value, Part.COMMA, below, next);
                endOrWiden(value, Part.CLOSING, below, next);
            }
            case OPENED, COLON, COMMA, CLOSING -> endOrWiden(value, part, below, next);
        }
    }

    private void follow(int sign, int value, Part then, Stack below, Readings next) {
        if (value == sign) {
            go(then, Gap.NONE, below, next);
        }
    }

    private void endOrWiden(int value, Part then, Stack below, Readings next) {
        if (value == '}' && mayEnd()) {
            next.ended(below);
        }
        int wider = Gap.next(gap, value);
        if (wider >= 0) {
            go(then, wider, below, next);
        }
    }

    private void go(Part then, int wider, Stack below, Readings next) {
        FreeObjectFrame frame = new FreeObjectFrame(members, then, wider);
        switch (then) {
            case OPENED, COMMA -> next.enterName(resuming(Part.NAMED, below));
            case COLON -> next.enter(members.value(), resuming(Part.VALUE, below));
            case NOTHING, NAMED, VALUE, CLOSING -> {}
        }
        if (frame.mayEnd() || then == Part.NAMED || Gap.mayGrow(wider)) {
            next.add(frame, below);
        }
    }

    private Stack resuming(Part then, Stack below) {
        return new Stack(new FreeObjectFrame(members, then, Gap.NONE), below);
    }

    private boolean mayEnd() {
        return part == Part.OPENED || part == Part.VALUE || part == Part.CLOSING;
    }
}
