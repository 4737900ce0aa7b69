package dev.whetstone.contracts.training;

import dev.whetstone.contracts.Event;

import java.util.UUID;

/**
 * Topic {@code whetstone.training.progress.v1}, written by the worker itself. The fencing token is that of its attempt: facts of an
 * attempt that has been replaced are dropped.
 */
public sealed interface TrainingProgressEvent extends Event
        permits TrainingProgressed, CheckpointSaved, AttemptFinished {

    UUID job();

    UUID run();

    int attempt();

    long fencingToken();

    @Override
    default String key() {
        return job().toString();
    }
}
