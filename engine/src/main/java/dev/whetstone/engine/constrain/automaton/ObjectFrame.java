package dev.whetstone.engine.constrain.automaton;

import dev.whetstone.engine.constrain.schema.Shape;

/**
 * Between the parts of an object with the properties of its schema, or before it. They come in the schema's order; those that are not
 * required may be left out.
 *
 * @param property the first that may still come; once a name is complete, the named one
 * @param place node of the name so far; else the white space since the last sign
 */
record ObjectFrame(Shape.Members members, Part part, int property, int place) implements Frame {

    private static final int NAME_BEGINS = 0;

    /** What was read last. */
    enum Part {
        NOTHING,
        OPENED,
        NAME,
        NAMED,
        COLON,
        VALUE,
        COMMA,
        /** White space after a value: only the end may follow. */
        CLOSING
    }

    static ObjectFrame beginning(Shape.Members members) {
        return new ObjectFrame(members, Part.NOTHING, 0, Gap.NONE);
    }

    @Override
    public void feed(int value, Stack below, Readings next) {
        switch (part) {
            case NOTHING -> {
                if (value == '{') {
                    go(Part.OPENED, Gap.NONE, below, next);
                }
            }
            case OPENED, COMMA -> {
                if (value == '"') {
                    name(NAME_BEGINS, below, next);
                } else {
                    endOrWiden(value, below, next);
                }
            }
            case NAME -> name(members.names().child(place, value), below, next);
            case NAMED -> {
                if (value == ':') {
                    go(Part.COLON, Gap.NONE, below, next);
                }
            }
            case VALUE -> {
                if (value == ',') {
                    if (offers(NAME_BEGINS, below, next)) {
                        go(Part.COMMA, Gap.NONE, below, next);
                    }
                } else {
                    endOrWiden(value, below, next);
                }
            }
            case COLON, CLOSING -> endOrWiden(value, below, next);
        }
    }

    private void endOrWiden(int value, Stack below, Readings next) {
        if (value == '}') {
            if (mayEnd()) {
                next.ended(below);
            }
            return;
        }
        int wider = Gap.next(place, value);
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
        ObjectFrame frame = new ObjectFrame(members, then, property, wider);
        if (then == Part.COLON) {
            ObjectFrame after = new ObjectFrame(members, Part.VALUE, property + 1, Gap.NONE);
            next.enter(members.value(property), new Stack(after, below));
        }
        boolean nameMayFollow = then == Part.COMMA || then == Part.OPENED && offers(NAME_BEGINS, below, next);
        if (nameMayFollow || frame.mayEnd() || then == Part.COLON && Gap.mayGrow(wider)) {
            next.add(frame, below);
        }
    }

    private void name(int node, Stack below, Readings next) {
        if (node < 0 || !offers(node, below, next)) {
            return;
        }
        int named = members.names().endingAt(node);
        next.add(
                named >= 0
                        ? new ObjectFrame(members, Part.NAMED, named, Gap.NONE)
                        : new ObjectFrame(members, Part.NAME, property, node),
                below);
    }

    private boolean offers(int node, Stack below, Readings next) {
        return members.offers(property, node, next.grammar(), below.depth() + 1);
    }

    private boolean mayEnd() {
        return (part == Part.OPENED || part == Part.VALUE || part == Part.CLOSING) && members.mayEndBefore(property);
    }
}
