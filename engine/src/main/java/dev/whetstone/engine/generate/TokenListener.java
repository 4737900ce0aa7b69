package dev.whetstone.engine.generate;

/**
 * Hears a completion as it grows. Called on the decode thread: it must not block. After {@link #finished} or {@link #failed}
 * nothing more comes.
 */
public interface TokenListener {

    /** Text that will not change any more: whole characters, never the beginning of a stop text. */
    void text(String piece);

    /** Of the token whose text, if it gives any, comes next. Only when the request asked for them. */
    default void logProbabilities(LogProbabilities token) {}

    void finished(GenerationResult result);

    void failed(GenerationFailure failure);

    /** For callers that wait for {@link Generation#result()} only. */
    static TokenListener none() {
        return new TokenListener() {
            @Override
            public void text(String piece) {}

            @Override
            public void finished(GenerationResult result) {}

            @Override
            public void failed(GenerationFailure failure) {}
        };
    }
}
