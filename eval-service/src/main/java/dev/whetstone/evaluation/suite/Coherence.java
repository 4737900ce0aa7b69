package dev.whetstone.evaluation.suite;

import dev.whetstone.contracts.Require;

import java.util.List;

/**
 * What the values of one output must have to do with each other. A JSON Schema looks at one value at a time and cannot say it.
 *
 * @param distinct where no value may come twice
 * @param included which values must be found elsewhere in the output too
 */
public record Coherence(List<FieldPath> distinct, List<Inclusion> included) {

    /** Every value at {@code values} has to be one of those at {@code in}. */
    public record Inclusion(FieldPath values, FieldPath in) {

        public Inclusion {
            Require.present("values", values);
            Require.present("in", in);
        }
    }

    public Coherence {
        distinct = Require.copy("distinct", distinct);
        included = Require.copy("included", included);
    }

    static Coherence nothing() {
        return new Coherence(List.of(), List.of());
    }

    boolean asksNothing() {
        return distinct.isEmpty() && included.isEmpty();
    }
}
