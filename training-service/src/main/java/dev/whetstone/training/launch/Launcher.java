package dev.whetstone.training.launch;

import dev.whetstone.training.worker.RunSpec;

import java.util.Optional;

/** Starts the worker somewhere. The worker is the same program everywhere. */
interface Launcher {

    /** @throws LaunchException when nothing was started */
    Worker launch(RunSpec spec);

    /** The worker of this attempt, if it still lives although nobody here started it. */
    Optional<Worker> findAlive(RunSpec spec);

    /** A started worker. */
    interface Worker {

        /** Empty while it lives. */
        Optional<WorkerEnd> ended();

        /** Asks it to save a checkpoint and end, and insists after a while. */
        void stop();
    }
}
