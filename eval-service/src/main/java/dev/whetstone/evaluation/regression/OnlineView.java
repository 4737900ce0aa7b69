package dev.whetstone.evaluation.regression;

import dev.whetstone.contracts.Digest;

import java.util.List;
import java.util.Optional;

/**
 * How what is served does in live traffic.
 *
 * @param stableSince the revision from which outputs count
 */
record OnlineView(
        String task, Optional<Digest> adapter, long stableSince, List<CriterionView> criteria, FeedbackView feedback) {

    /**
     * One criterion.
     *
     * @param expected failure rate p0
     * @param ungraded outputs whose grader failed: neither good nor bad
     * @param level of the evidence; the alarm is raised at {@code limit}
     */
    record CriterionView(
            String criterion, double expected, long outputs, long failures, int ungraded, double level, double limit) {}

    /** What callers said, over all time. */
    record FeedbackView(long good, long bad) {}
}
