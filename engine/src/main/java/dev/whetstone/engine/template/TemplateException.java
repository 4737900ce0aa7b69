package dev.whetstone.engine.template;

/** A template that cannot be read or rendered. The message names the line of the template. */
public final class TemplateException extends RuntimeException {

    private final int line;
    private final String reason;

    TemplateException(int line, String reason) {
        super("chat template, line " + line + ": " + reason);
        this.line = line;
        this.reason = reason;
    }

    /** Counted from 1. */
    public int line() {
        return line;
    }

    /** What is wrong, without the place: for {@code raise_exception} the template's own message. */
    public String reason() {
        return reason;
    }
}
