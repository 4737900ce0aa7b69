package dev.whetstone.training.worker;

/** Exit statuses of a worker: they tell what may be tried again from what may not. */
public final class WorkerExit {

    /** An adapter was stored and announced. */
    public static final int FINISHED = 0;
    /** The same attempt would fail again; the reason was announced. */
    public static final int FINAL_FAILURE = 10;
    /** Told to stop: a checkpoint was saved. */
    public static final int PREEMPTED = 20;
    /** Something around it was away: store, broker, memory. */
    public static final int RETRY = 30;

    private WorkerExit() {}
}
