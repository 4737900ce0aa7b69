package dev.whetstone.gateway.generation;

import dev.whetstone.gateway.edge.RequestRefused;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** For callers that want the whole answer at once: completes with it, or with a {@link RequestRefused}. */
public final class CollectedAnswer extends CompletableFuture<Answer> implements AnswerListener {

    @Override
    public void text(String piece, List<TokenProbability> probabilities) {}

    @Override
    public void finished(Answer answer, List<TokenProbability> rest) {
        complete(answer);
    }

    @Override
    public void failed(RequestRefused reason) {
        completeExceptionally(reason);
    }
}
