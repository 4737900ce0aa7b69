package dev.whetstone.engine.train;

import java.nio.file.Path;
import java.util.List;

/** What became of a run. */
public sealed interface TrainingOutcome {

    /**
     * The adapter of the best step is on disk.
     *
     * @param adapter directory in PEFT layout
     * @param bestValidationLoss nats a token, at {@code bestStep}
     * @param curve step 0 (the base model) and every evaluation
     * @param stoppedEarly whether patience ran out before the planned steps
     * @param health "healthy", "overfitting from step n", "underfitting" or "no-op"
     */
    record Finished(
            Path adapter,
            long bestStep,
            double bestValidationLoss,
            List<CurvePoint> curve,
            boolean stoppedEarly,
            String health)
            implements TrainingOutcome {

        public Finished {
            curve = List.copyOf(curve);
        }
    }

    /** The loss left the range in which learning happens; there is no adapter. */
    record Diverged(long step, double loss, String reason) implements TrainingOutcome {}

    /** The listener asked to stop; calling again with the same work directory continues. */
    record Stopped(long savedStep) implements TrainingOutcome {}
}
