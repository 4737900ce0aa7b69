/**
 * The worker: a process of its own that carries out one attempt. It reads the train and validation splits, and holds no key to any other.
 * Emits TrainingProgressed, CheckpointSaved and AttemptFinished under its fencing token.
 */
package dev.whetstone.training.worker;
