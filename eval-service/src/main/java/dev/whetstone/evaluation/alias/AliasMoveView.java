package dev.whetstone.evaluation.alias;

import java.time.Instant;
import java.util.Optional;

/** One entry of the history as the API shows it. */
record AliasMoveView(
        long revision,
        MoveAction action,
        ServedModelView stable,
        Optional<ServedModelView> candidate,
        Optional<ServedModelView> previous,
        String reason,
        Instant movedAt) {}
