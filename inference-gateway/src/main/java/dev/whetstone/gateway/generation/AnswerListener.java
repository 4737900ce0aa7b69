package dev.whetstone.gateway.generation;

import dev.whetstone.gateway.edge.RequestRefused;

/** Hears an answer grow. Called on the decode thread, so it must not block; exactly one of the last two ends it. */
public interface AnswerListener {

    void text(String piece);

    void finished(Answer answer);

    void failed(RequestRefused reason);
}
