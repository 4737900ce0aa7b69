package dev.whetstone.engine.train;

import java.nio.file.Path;

/** Hears a run and may end it. Called on the training thread. */
public interface TrainingListener {

    void progressed(Progress progress);

    /** A checkpoint is on disk, whole: a run killed from now on continues there. */
    void checkpointed(long step, Path directory);

    /** Asked before every step: true saves a checkpoint and ends the run as {@link TrainingOutcome.Stopped}. */
    boolean stopRequested();

    static TrainingListener none() {
        return new TrainingListener() {
            @Override
            public void progressed(Progress progress) {}

            @Override
            public void checkpointed(long step, Path directory) {}

            @Override
            public boolean stopRequested() {
                return false;
            }
        };
    }
}
