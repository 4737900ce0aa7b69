package dev.whetstone.training.launch;

import dev.whetstone.training.worker.WorkerExit;

import java.util.function.Supplier;

/** How a worker ended. */
public sealed interface WorkerEnd {

    /** It said so itself, in an AttemptFinished that is here or on its way. */
    record Spoke() implements WorkerEnd {}

    /** It was told to stop and saved a checkpoint: goes on later, uncharged. */
    record Preempted() implements WorkerEnd {}

    /** Its place was taken away, and whether it saved a checkpoint is not known: goes on later, uncharged. */
    record Displaced(String how) implements WorkerEnd {}

    /** Anything else, with the last lines of its log where there are any. */
    record Died(String how) implements WorkerEnd {}

    /** @param log the last lines of the worker's log, asked for only when they explain something */
    static WorkerEnd of(int status, Supplier<String> log) {
        return switch (status) {
            case WorkerExit.FINISHED, WorkerExit.FINAL_FAILURE -> new Spoke();
            case WorkerExit.PREEMPTED -> new Preempted();
            default -> died("exit status " + status, log.get());
        };
    }

    /** The reason with what the worker said last. */
    static Died died(String how, String log) {
        return new Died(log.isBlank() ? how : how + "; the end of its log:\n" + log.strip());
    }
}
