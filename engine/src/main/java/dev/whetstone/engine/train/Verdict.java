package dev.whetstone.engine.train;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

import java.util.List;
import java.util.OptionalDouble;

/** What a learning curve says about a run, with the figures that say so. Sealed: a new verdict must be handled everywhere. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "verdict")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Verdict.Healthy.class, name = "healthy"),
    @JsonSubTypes.Type(value = Verdict.Overfitting.class, name = "overfitting"),
    @JsonSubTypes.Type(value = Verdict.Underfitting.class, name = "underfitting"),
    @JsonSubTypes.Type(value = Verdict.Diverged.class, name = "diverged"),
    @JsonSubTypes.Type(value = Verdict.NoOp.class, name = "no-op")
})
public sealed interface Verdict {

    record Healthy(String reason) implements Verdict {}

    /** @param fromStep after which the validation loss rose; 0 when it was never below the base's */
    record Overfitting(long fromStep, String reason) implements Verdict {}

    record Underfitting(String reason) implements Verdict {}

    record Diverged(String reason) implements Verdict {}

    record NoOp(String reason) implements Verdict {}

    /** One sentence with figures. */
    String reason();

    /** In two to four words. */
    default String label() {
        return switch (this) {
            case Healthy _ -> "healthy";
            case Overfitting overfitting -> "overfitting from step " + overfitting.fromStep();
            case Underfitting _ -> "underfitting";
            case Diverged _ -> "diverged";
            case NoOp _ -> "no-op";
        };
    }

    /** Label and reason in one line. */
    default String sentence() {
        return label() + ": " + reason();
    }

    /**
     * The verdict by the rules in docs/training-verdicts.md.
     *
     * @param curve the base and at least one evaluation
     * @param guessing loss of a model that holds all tokens for equally likely, the logarithm of their number; empty where losses are no
     *     likelihoods
     */
    static Verdict over(List<CurvePoint> curve, OptionalDouble guessing) {
        return new CurveRules(curve, guessing).verdict();
    }
}
