package dev.whetstone.evaluation.worker;

import dev.whetstone.evaluation.output.Obtained;
import dev.whetstone.evaluation.report.ArmResult;
import dev.whetstone.evaluation.suite.Criterion;

import java.util.List;
import java.util.Optional;

/** Ends that every kind of run shares: what to do when an answer or a grade is missing. */
public final class RunEnds {
    private RunEnds() {}

    public static RunEnd of(Obtained.Stopped stopped) {
        return switch (stopped) {
            case Obtained.Away(String reason) -> new RunEnd.Away(reason);
            case Obtained.ModelRefused(String reason) -> new RunEnd.Again(reason);
            case Obtained.Incomplete(String reason, boolean again) ->
                again ? new RunEnd.Again(reason) : new RunEnd.Hopeless(reason);
        };
    }

    /** An output that could not be graded is never a 0: the run decides nothing. */
    public static Optional<RunEnd> incomplete(List<ArmResult> arms, List<Criterion> criteria) {
        return arms.stream()
                .flatMap(arm -> arm.incomplete(criteria).stream().map(reason -> arm.run() + ": " + reason))
                .findFirst()
                .map(RunEnd.Again::new);
    }
}
