package dev.whetstone.evaluation.alias;

import dev.whetstone.contracts.TaskName;

import java.time.Instant;
import java.util.Optional;

/** An alias as the API shows it. A change must name {@code revision} as its {@code expected_revision}. */
record AliasView(
        TaskName task,
        long revision,
        ServedModelView stable,
        Optional<ServedModelView> candidate,
        Optional<ServedModelView> previous,
        double sampledShare,
        Instant movedAt) {

    static AliasView of(AliasState state, Instant movedAt) {
        return new AliasView(
                state.task(),
                state.revision(),
                ServedModelView.of(state.stable()),
                state.candidate().map(ServedModelView::of),
                state.previous().map(ServedModelView::of),
                state.sampledShare(),
                movedAt);
    }
}
