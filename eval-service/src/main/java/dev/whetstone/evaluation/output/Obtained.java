package dev.whetstone.evaluation.output;

import dev.whetstone.contracts.Digest;

import java.util.Map;

/** What came of asking for many answers. Sealed: only {@link All} may be graded. Whatever was answered is kept in every case. */
public sealed interface Obtained {
    /** Every answer is there. */
    record All(Digest base, Map<ResultKey, Output> outputs) implements Obtained {
        public All {
            outputs = Map.copyOf(outputs);
        }

        public Output of(Planned planned) {
            Output output = outputs.get(ResultKey.of(base, planned));
            if (output == null) {
                throw new IllegalArgumentException(
                        "no answer was asked for repeat " + planned.repeat() + " of these messages");
            }
            return output;
        }
    }

    /** Some answer is missing, and why. */
    sealed interface Stopped extends Obtained {}

    /** The gateway is away: ask again later. */
    record Away(String reason) implements Stopped {}

    /** The gateway will not serve this adapter. */
    record ModelRefused(String reason) implements Stopped {}

    /** An answer could not be generated. {@code again} when another attempt may succeed. */
    record Incomplete(String reason, boolean again) implements Stopped {}
}
