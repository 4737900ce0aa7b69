package dev.whetstone.evaluation.report;

import dev.whetstone.contracts.Require;
import dev.whetstone.evaluation.decide.Scores;

import java.util.List;

/** What a run says about one criterion. Sealed: neither "not measured" nor "incomplete" may be mistaken for a rate. */
public sealed interface Measurement {

    /** Every output of every item was graded. */
    record Measured(Scores scores) implements Measurement {}

    /** The run does not measure this: stability of a single repeat. */
    record NotMeasured(String reason) implements Measurement {}

    /** Some outputs did not come or could not be graded: no decision may rest on the rest. */
    record Incomplete(List<String> reasons) implements Measurement {

        public Incomplete {
            reasons = Require.copy("reasons", reasons);
        }
    }
}
