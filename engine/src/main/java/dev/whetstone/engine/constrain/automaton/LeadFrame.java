package dev.whetstone.engine.constrain.automaton;

/** White space before the whole value: many tokenizers begin a text with a space. */
record LeadFrame(int kind, int gap) implements Frame {

    static void begin(int kind, int gap, Stack below, Readings next) {
        if (Gap.mayGrow(gap)) {
            next.add(new LeadFrame(kind, gap), below);
        }
        next.enter(kind, below);
    }

    @Override
    public void feed(int value, Stack below, Readings next) {
        int wider = Gap.next(gap, value);
        if (wider >= 0) {
            begin(kind, wider, below, next);
        }
    }
}
