package dev.whetstone.engine.generate;

import java.util.Optional;

/**
 * What was chosen for a row of logits.
 *
 * @param logProbabilities when the request asked for them
 */
record Chosen(int token, Optional<LogProbabilities> logProbabilities) {

    /** The logits held something that is not a finite number. */
    static final Chosen NOTHING = of(-1);

    static Chosen of(int token) {
        return new Chosen(token, Optional.empty());
    }
}
