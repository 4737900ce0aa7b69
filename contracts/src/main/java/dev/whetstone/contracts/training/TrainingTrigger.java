package dev.whetstone.contracts.training;

/** Who asked for a training job. */
public enum TrainingTrigger {
    /** A first {@code TuningDecided(JUSTIFIED)} for new training data. */
    DECISION,
    /** A regression in live traffic. */
    REGRESSION,
    /** An alert from outside that may ask for a retraining. */
    ALERT,
    /** A person or a program, over HTTP. */
    REQUEST
}
