package dev.whetstone.evaluation.gate;

import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.evaluation.TuningDecision;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A decision as the API shows it. */
record DecisionView(
        UUID decision,
        UUID evaluation,
        String task,
        Digest dataset,
        Digest eval,
        Digest base,
        TuningDecision outcome,
        List<String> justified,
        String reason,
        Digest report,
        Instant decidedAt) {}
