package dev.whetstone.gateway.generation;

import dev.whetstone.gateway.edge.RequestRefused;

import java.util.List;

/** Hears an answer grow. Called on the decode thread, so it must not block; exactly one of the last two ends it. */
public interface AnswerListener {

    /**
     * @param probabilities of the tokens that were chosen since the last piece, when the caller asked for them: mostly those of this one,
     *     but characters of several tokens and the beginnings of stop strings are held back
     */
    void text(String piece, List<TokenProbability> probabilities);

    /** @param rest probabilities of tokens that no piece came after, such as the one that ends the turn */
    void finished(Answer answer, List<TokenProbability> rest);

    void failed(RequestRefused reason);
}
