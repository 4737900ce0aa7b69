package dev.whetstone.training.launch;

import dev.whetstone.training.job.Attempt;
import dev.whetstone.training.worker.RunSpec;

import java.util.Map;
import java.util.Optional;

/** Starts the worker somewhere. The worker is the same program everywhere. */
public interface Launcher {

    /** @throws LaunchException when nothing was started */
    Worker launch(RunSpec spec);

    /** Why nothing can be started at the moment; no attempt is begun while there is a reason. */
    Optional<String> obstacle();

    /** The worker of this attempt, if there still is one although nobody here started it. */
    Optional<Worker> find(RunSpec spec);

    /**
     * Every worker that has not ended and was not told to, whoever started it: among them may be some whose attempt holds its run no
     * more, or was given up.
     */
    Map<Attempt.Key, Worker> all();

    /** Whether workers go on while this service is away. Those that do not are stopped with it. */
    boolean outlivesService();

    /** A started worker. */
    interface Worker {

        /** Empty while it lives. */
        Optional<WorkerEnd> ended();

        /** Asks it to save a checkpoint and end, and insists after a while. Of one that has ended nothing is asked. */
        void stop();
    }
}
