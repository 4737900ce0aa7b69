package dev.whetstone.contracts.evaluation;

import dev.whetstone.contracts.Event;

/** Topic {@code whetstone.evaluation.events.v1}, written by eval-service. */
public sealed interface EvaluationEvent extends Event
        permits EvaluationCompleted,
                TuningDecided,
                AdapterJudged,
                RegressionDetected,
                RegressionCleared,
                RegressionSamplesProposed,
                RetrainingAlerted {}
