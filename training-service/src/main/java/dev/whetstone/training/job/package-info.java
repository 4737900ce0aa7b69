/**
 * Jobs (asked for), their runs (one seed each) and attempts (one execution each). Emits TrainingQueued, TrainingStarted,
 * TrainingSucceeded, TrainingFailed and TrainingRefused.
 */
package dev.whetstone.training.job;
