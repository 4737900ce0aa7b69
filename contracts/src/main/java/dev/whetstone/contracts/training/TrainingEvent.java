package dev.whetstone.contracts.training;

import dev.whetstone.contracts.Event;

import java.util.UUID;

/** Topic {@code whetstone.training.events.v1}, written by training-service. */
public sealed interface TrainingEvent extends Event
        permits TrainingQueued, TrainingStarted, TrainingSucceeded, TrainingFailed, TrainingRefused {

    UUID job();
}
