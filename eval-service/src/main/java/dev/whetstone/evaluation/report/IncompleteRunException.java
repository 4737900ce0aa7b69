package dev.whetstone.evaluation.report;

import dev.whetstone.evaluation.suite.ArmVariant;

import java.util.List;

/** A decision was asked of a run that is not complete. */
public final class IncompleteRunException extends RuntimeException {

    private final List<String> reasons;

    public IncompleteRunException(ArmVariant run, List<String> reasons) {
        super(run + " is incomplete, so it decides nothing; run it again. " + reasons.size() + " reasons, the first: "
                + reasons.getFirst());
        this.reasons = List.copyOf(reasons);
    }

    public List<String> reasons() {
        return reasons;
    }
}
