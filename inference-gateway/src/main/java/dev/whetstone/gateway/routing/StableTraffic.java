package dev.whetstone.gateway.routing;

import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.TaskName;

import java.util.Optional;

/**
 * Under which serving state a request was answered by a task's stable model.
 *
 * @param schema digest of the schema that the alias is held to; empty for free text
 */
public record StableTraffic(TaskName task, long revision, double sampledShare, Optional<Digest> schema) {

    /** An answer that a caller wanted in another form than the model was judged in says nothing about the model. */
    public boolean answeredAsJudged(Optional<Digest> heldTo) {
        return schema.isEmpty() || schema.equals(heldTo);
    }
}
