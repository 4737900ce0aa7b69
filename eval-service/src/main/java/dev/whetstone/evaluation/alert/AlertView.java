package dev.whetstone.evaluation.alert;

import dev.whetstone.contracts.Digest;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * An alert as the API shows it, and as the webhook is told.
 *
 * @param state {@code open} or {@code closed}
 * @param expected failure rate that the alarm was set to
 * @param outputs graded since stable last moved
 * @param failures of those
 * @param rolledBackTo null for the base
 * @param proposedRows failing inputs that went to dataset-service
 */
record AlertView(
        UUID id,
        String task,
        String criterion,
        String state,
        Optional<Digest> adapter,
        double expected,
        int outputs,
        int failures,
        Optional<Digest> rolledBackTo,
        int proposedRows,
        Instant raisedAt,
        Optional<Instant> closedAt,
        Optional<String> closedBecause) {}
