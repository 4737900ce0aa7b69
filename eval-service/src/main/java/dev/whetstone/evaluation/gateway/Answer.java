package dev.whetstone.evaluation.gateway;

import dev.whetstone.inference.v1.Completion;

/** What came of one generation. Sealed: only {@link Text} may be graded, nothing else is ever a score. */
public sealed interface Answer {
    /** The model answered. */
    record Text(String text, Completion completion) implements Answer {}

    /** The gateway is unreachable or overloaded, and stayed so through all tries; asking again later helps. */
    record Away(String reason) implements Answer {}

    /** The gateway knows the model and will not serve it. */
    record ModelRefused(String reason) implements Answer {}

    /** This request failed. {@code again} when the same request may succeed another time. */
    record Failed(String reason, boolean again) implements Answer {}
}
