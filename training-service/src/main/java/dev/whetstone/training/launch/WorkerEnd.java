package dev.whetstone.training.launch;

import dev.whetstone.training.worker.WorkerExit;

/** How a worker's process ended. */
sealed interface WorkerEnd {

    /** It said so itself, in an AttemptFinished that is here or on its way. */
    record Spoke() implements WorkerEnd {}

    /** It was told to stop and saved a checkpoint: goes on later, uncharged. */
    record Preempted() implements WorkerEnd {}

    /** Anything else. */
    record Died(String how) implements WorkerEnd {}

    static WorkerEnd of(int status) {
        return switch (status) {
            case WorkerExit.FINISHED, WorkerExit.FINAL_FAILURE -> new Spoke();
            case WorkerExit.PREEMPTED -> new Preempted();
            default -> new Died("exit status " + status);
        };
    }
}
