package dev.whetstone.engine.generate;

import java.util.concurrent.CompletableFuture;

/** A request that was accepted. */
public interface Generation {

    /** Ends it within one token, with what has been said so far. Harmless when it is already over. */
    void cancel();

    /** Completes with the result, or exceptionally with a {@link GenerationException}. Cancelling the future cancels nothing. */
    CompletableFuture<GenerationResult> result();
}
