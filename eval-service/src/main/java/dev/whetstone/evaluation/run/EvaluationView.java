package dev.whetstone.evaluation.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.EventJson;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * An evaluation as the API shows it.
 *
 * @param problem why it waits or was given up
 * @param power the smallest effects that it can show, known before its first answer
 * @param summary scores and outcome without any item; once it is completed
 */
record EvaluationView(
        UUID id,
        String task,
        EvaluationKind kind,
        EvaluationState state,
        Digest dataset,
        Digest eval,
        Optional<Digest> base,
        Optional<Digest> adapter,
        Optional<UUID> job,
        ProgressView progress,
        Optional<String> problem,
        Optional<JsonNode> power,
        Optional<JsonNode> summary,
        Instant queuedAt,
        Optional<Instant> endedAt) {

    /** In answers. */
    record ProgressView(int planned, int finished) {}

    static Optional<JsonNode> json(String text) {
        try {
            return text == null
                    ? Optional.empty()
                    : Optional.of(EventJson.mapper().readTree(text));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a column does not hold JSON", e);
        }
    }
}
