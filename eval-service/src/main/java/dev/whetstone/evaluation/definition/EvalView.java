package dev.whetstone.evaluation.definition;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;

import java.time.Instant;
import java.util.Optional;

/**
 * An eval as the API shows it, every default written out.
 *
 * @param promptSchemaLeftOut said when the eval is put: why output cannot be held to its schema, so that prompt + schema will not be tried.
 *     Not there when it will be, when there is no schema, and when no gateway could be asked
 */
record EvalView(
        String task,
        String digest,
        Instant definedAt,
        JsonNode definition,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> promptSchemaLeftOut) {

    EvalView withPromptSchemaLeftOut(Optional<String> reason) {
        return new EvalView(task, digest, definedAt, definition, reason);
    }
}
