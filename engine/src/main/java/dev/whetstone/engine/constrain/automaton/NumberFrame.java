package dev.whetstone.engine.constrain.automaton;

/**
 * Inside a number of RFC 8259, section 6, or before it. Its digits are bounded, so that it ends and a double or a long can hold it: 18 in
 * an integer; 15 before the point, 17 after it and 2 in the exponent of other numbers.
 *
 * @param digits so far in this part
 */
record NumberFrame(boolean whole, Part part, int digits) implements Frame {

    private static final int MOST_WHOLE = 18;
    private static final int MOST_BEFORE_POINT = 15;
    private static final int MOST_AFTER_POINT = 17;
    private static final int MOST_IN_EXPONENT = 2;

    /** What was read last. */
    enum Part {
        NOTHING,
        MINUS,
        ZERO,
        WHOLE,
        POINT,
        FRACTION,
        E,
        EXPONENT_SIGN,
        EXPONENT
    }

    static NumberFrame beginning(boolean whole) {
        return new NumberFrame(whole, Part.NOTHING, 0);
    }

    @Override
    public void feed(int value, Stack below, Readings next) {
        boolean digit = value >= '0' && value <= '9';
        switch (part) {
            case NOTHING -> {
                if (value == '-') {
                    go(Part.MINUS, below, next);
                } else if (digit) {
                    go(value == '0' ? Part.ZERO : Part.WHOLE, below, next);
                }
            }
            case MINUS -> {
                if (digit && !(whole && value == '0')) {
                    go(value == '0' ? Part.ZERO : Part.WHOLE, below, next);
                }
            }
            case WHOLE -> {
                if (digit) {
                    go(Part.WHOLE, below, next);
                } else {
                    endWhole(value, below, next);
                }
            }
            case ZERO -> endWhole(value, below, next);
            case POINT, FRACTION -> {
                if (digit) {
                    go(Part.FRACTION, below, next);
                } else if (part == Part.FRACTION && isE(value)) {
                    go(Part.E, below, next);
                }
            }
            case E -> {
                if (digit) {
                    go(Part.EXPONENT, below, next);
                } else if (value == '+' || value == '-') {
                    go(Part.EXPONENT_SIGN, below, next);
                }
            }
            case EXPONENT_SIGN, EXPONENT -> {
                if (digit) {
                    go(Part.EXPONENT, below, next);
                }
            }
        }
    }

    private void endWhole(int value, Stack below, Readings next) {
        if (!whole && value == '.') {
            go(Part.POINT, below, next);
        } else if (!whole && isE(value)) {
            go(Part.E, below, next);
        }
    }

    private static boolean isE(int value) {
        return value == 'e' || value == 'E';
    }

    private void go(Part then, Stack below, Readings next) {
        NumberFrame longer = new NumberFrame(whole, then, then == part ? digits + 1 : 1);
        if (longer.digits > longer.most()) {
            return;
        }
        if (longer.mayEnd()) {
            next.ended(below);
        }
        if (longer.mayGrow()) {
            next.add(longer, below);
        }
    }

    private boolean mayEnd() {
        return part == Part.ZERO || part == Part.WHOLE || part == Part.FRACTION || part == Part.EXPONENT;
    }

    private boolean mayGrow() {
        return switch (part) {
            case ZERO -> !whole;
            case WHOLE -> !whole || digits < MOST_WHOLE;
            case EXPONENT -> digits < MOST_IN_EXPONENT;
            case NOTHING, MINUS, POINT, FRACTION, E, EXPONENT_SIGN -> true;
        };
    }

    private int most() {
        return switch (part) {
            case WHOLE -> whole ? MOST_WHOLE : MOST_BEFORE_POINT;
            case FRACTION -> MOST_AFTER_POINT;
            case EXPONENT -> MOST_IN_EXPONENT;
            case NOTHING, MINUS, ZERO, POINT, E, EXPONENT_SIGN -> 1;
        };
    }
}
