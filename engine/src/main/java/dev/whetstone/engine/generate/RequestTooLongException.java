package dev.whetstone.engine.generate;

/** Prompt and completion together do not fit the context. Nothing is ever cut silently. */
public final class RequestTooLongException extends RuntimeException {

    private final int tokens;
    private final int limit;

    public RequestTooLongException(int tokens, int limit) {
        super("prompt and maxTokens together are " + tokens + " tokens, more than the " + limit
                + " of the context: shorten the prompt or lower maxTokens");
        this.tokens = tokens;
        this.limit = limit;
    }

    public int tokens() {
        return tokens;
    }

    public int limit() {
        return limit;
    }
}
