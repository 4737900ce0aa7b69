package dev.whetstone.engine.template;

/** One run of a template: where it is, and what is left of its budget. */
final class Rendering {

    private static final int STEPS_BETWEEN_LOOKS_AT_THE_CLOCK = 1_024;
    private static final int CHARACTERS_A_STEP = 8;
    private static final int DEEPEST_CALL = 64;

    private final Limits limits;
    private final long deadline;
    private long steps;
    private long nextLook = STEPS_BETWEEN_LOOKS_AT_THE_CLOCK;
    private int line = 1;
    private int depth;

    Rendering(Limits limits) {
        this.limits = limits;
        this.deadline = System.nanoTime() + limits.time().toNanos();
    }

    void at(int newLine) {
        line = newLine;
        spend(1);
    }

    void spend(long amount) {
        steps += amount;
        if (steps > limits.steps()) {
            throw fail("does more than " + limits.steps() + " steps: it may never end");
        }
        if (steps >= nextLook) {
            nextLook = steps + STEPS_BETWEEN_LOOKS_AT_THE_CLOCK;
            if (System.nanoTime() > deadline) {
                throw fail("takes longer than " + limits.time().toMillis() + " ms");
            }
        }
    }

    /** Work on so many characters is about to be done; more than the limit are never made. */
    void spendCharacters(long characters) {
        if (characters > limits.characters()) {
            throw fail("makes a text of more than " + limits.characters() + " characters");
        }
        spend(characters / CHARACTERS_A_STEP);
    }

    Text spend(Text text) {
        spendCharacters(text.length());
        return text;
    }

    void enterCall() {
        if (++depth > DEEPEST_CALL) {
            throw fail("calls nested deeper than " + DEEPEST_CALL);
        }
    }

    void leaveCall() {
        depth--;
    }

    Text requireText(Object value) {
        if (value instanceof Text text) {
            return text;
        }
        throw fail("expected a string, got " + Values.typeName(value));
    }

    TemplateException fail(String message) {
        return new TemplateException(line, message);
    }
}
