package dev.whetstone.training.worker;

import dev.whetstone.artifacts.ArtifactStore;
import dev.whetstone.contracts.training.CheckpointSaved;
import dev.whetstone.contracts.training.TrainingProgressed;
import dev.whetstone.engine.train.Progress;
import dev.whetstone.engine.train.TrainingListener;
import dev.whetstone.messaging.EventPublisher;

import java.nio.file.Path;

/** Tells what the trainer does, under this attempt's token. A point of the curve may get lost; a checkpoint and the result may not. */
final class ProgressReporter implements TrainingListener {

    private final RunSpec spec;
    private final ArtifactStore store;
    private final EventPublisher events;
    private final StopSignal stop;

    ProgressReporter(RunSpec spec, ArtifactStore store, EventPublisher events, StopSignal stop) {
        this.spec = spec;
        this.store = store;
        this.events = events;
        this.stop = stop;
    }

    @Override
    public void progressed(Progress progress) {
        events.publish(new TrainingProgressed(
                spec.task(),
                spec.job(),
                spec.run(),
                spec.attempt(),
                spec.fencingToken(),
                progress.step(),
                progress.steps(),
                progress.loss(),
                progress.validationLoss(),
                progress.tokensPerSecond(),
                progress.remaining()));
    }

    /**
     * Stored before it is announced: nobody is sent to a checkpoint that is not there. The best adapter so far lies beside the trainer's
     * newest state, and another attempt needs both.
     */
    @Override
    public void checkpointed(long step, Path directory) {
        events.publish(new CheckpointSaved(
                        spec.task(),
                        spec.job(),
                        spec.run(),
                        spec.attempt(),
                        spec.fencingToken(),
                        step,
                        store.putTree(spec.trainerDirectory())))
                .toCompletableFuture()
                .join();
    }

    @Override
    public boolean stopRequested() {
        return stop.requested();
    }
}
