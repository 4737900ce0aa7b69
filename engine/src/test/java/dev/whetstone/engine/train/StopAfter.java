package dev.whetstone.engine.train;

import java.nio.file.Path;

/** Asks a run to stop after so many steps. */
final class StopAfter implements TrainingListener {

    private final long steps;
    private long step;

    StopAfter(long steps) {
        this.steps = steps;
    }

    @Override
    public void progressed(Progress now) {
        step = now.step();
    }

    @Override
    public void checkpointed(long step, Path checkpoint) {}

    @Override
    public boolean stopRequested() {
        return step >= steps;
    }
}
