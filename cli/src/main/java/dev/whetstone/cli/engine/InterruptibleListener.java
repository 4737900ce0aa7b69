package dev.whetstone.cli.engine;

import dev.whetstone.cli.terminal.Terminal;
import dev.whetstone.engine.train.Progress;
import dev.whetstone.engine.train.Rewards;
import dev.whetstone.engine.train.TrainingListener;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Shows a run's progress; Ctrl-C ends the run at the next step, after a checkpoint. */
final class InterruptibleListener implements TrainingListener, AutoCloseable {

    private static final long PATIENCE_SECONDS = 60;

    private final Terminal terminal;
    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stop, "stop-training");
    private volatile boolean stopRequested;

    InterruptibleListener(Terminal terminal) {
        this.terminal = terminal;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    @Override
    public void progressed(Progress progress) {
        String text = String.format(
                Locale.ROOT,
                "step %d of %d, loss %.4f%s, %.0f tokens/s, %d s left",
                progress.step(),
                progress.steps(),
                progress.loss(),
                rewards(progress.rewards()),
                progress.tokensPerSecond(),
                progress.remaining().toSeconds());
        if (progress.validationLoss().isPresent()) {
            terminal.line(
                    "step %d of %d: training loss %.4f%s, validation loss %.4f%s",
                    progress.step(),
                    progress.steps(),
                    progress.loss(),
                    rewards(progress.rewards()),
                    progress.validationLoss().getAsDouble(),
                    rewards(progress.validationRewards()));
        } else {
            terminal.progress(text);
        }
    }

    private static String rewards(Optional<Rewards> measured) {
        return measured.map(rewards -> String.format(
                        Locale.ROOT, " (margin %+.3f, accuracy %.2f)", rewards.margin(), rewards.accuracy()))
                .orElse("");
    }

    @Override
    public void checkpointed(long step, Path directory) {
        // Nothing to show: a run that is interrupted says from where it will go on.
    }

    @Override
    public boolean stopRequested() {
        return stopRequested;
    }

    /** The machine waits for the hook: the checkpoint is whole before the process is gone. */
    private void stop() {
        stopRequested = true;
        try {
            over.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        over.countDown();
        if (!stopRequested) {
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }
}
