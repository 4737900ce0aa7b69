package dev.whetstone.engine.constrain.automaton;

/**
 * White space between two parts of a value: none, one space, or a line end and up to sixteen spaces. Bounded, so that a model cannot go
 * on with it for ever.
 */
final class Gap {

    static final int NONE = 0;

    private static final int SPACE = 1;
    private static final int LINE_END = 2;
    private static final int MOST_INDENTED = LINE_END + 16;
    private static final int REFUSED = -1;

    private Gap() {}

    /** The gap with one more byte, negative when it cannot have it. */
    static int next(int gap, int value) {
        if (gap == NONE) {
            return value == ' ' ? SPACE : value == '\n' ? LINE_END : REFUSED;
        }
        return value == ' ' && mayGrow(gap) ? gap + 1 : REFUSED;
    }

    static boolean mayGrow(int gap) {
        return gap == NONE || gap >= LINE_END && gap < MOST_INDENTED;
    }
}
