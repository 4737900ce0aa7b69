package dev.whetstone.engine.generate;

/** Prompt and completion together fit neither the context nor the memory for keys and values. Nothing is ever cut silently. */
public final class RequestTooLongException extends RuntimeException {

    private final int tokens;
    private final int limit;

    public RequestTooLongException(int tokens, int limit) {
        this(
                "prompt and maxTokens together are " + tokens + " tokens, more than the " + limit
                        + " of the context: shorten the prompt or lower maxTokens",
                tokens,
                limit);
    }

    /** It could run alone, and still find no block for its last tokens. */
    static RequestTooLongException beyondCache(int tokens, long neededBytes, int positions, long cacheBytes) {
        return new RequestTooLongException(
                "prompt and maxTokens together are " + tokens + " tokens, whose keys and values take " + neededBytes
                        + " bytes; the cache holds " + positions + " positions in " + cacheBytes
                        + " bytes: shorten the prompt, lower maxTokens, or give the scheduler more cacheBytes",
                tokens,
                positions);
    }

    private RequestTooLongException(String message, int tokens, int limit) {
        super(message);
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
