package dev.whetstone.evaluation.run;

import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.messaging.TraceParent;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A worker's right to one evaluation, and the row as it was when it got it.
 *
 * @param fence grows with each claim: a worker that was thought dead is refused when it comes back
 * @param base of the model to be measured; empty until a gate evaluation has asked the gateway
 * @param refusal what a gateway said against the adapter
 * @param waitUntil how long the adapter may take to be served
 * @param trace of what asked for it; empty in rows from before traces
 */
public record Claim(
        UUID id,
        long fence,
        TaskName task,
        EvaluationKind kind,
        Digest dataset,
        Digest eval,
        Optional<Digest> base,
        Optional<ArtifactRef> adapter,
        Optional<UUID> job,
        Optional<String> refusal,
        Optional<Instant> waitUntil,
        Optional<TraceParent> trace) {

    public ArtifactRef requireAdapter() {
        return adapter.orElseThrow(() -> new IllegalStateException("evaluation " + id + " has no adapter"));
    }
}
