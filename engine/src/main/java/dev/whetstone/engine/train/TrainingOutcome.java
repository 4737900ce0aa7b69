package dev.whetstone.engine.train;

import java.nio.file.Path;
import java.util.List;

/** What became of a run. */
public sealed interface TrainingOutcome {

    /**
     * The adapter of the best step is on disk.
     *
     * @param adapter directory in PEFT layout
     * @param receiptFile the receipt as JSON, beside the adapter's directory
     */
    record Finished(Path adapter, Path receiptFile, TrainingReceipt receipt) implements TrainingOutcome {

        public long bestStep() {
            return receipt.bestStep();
        }

        /** Nats a token, at {@link #bestStep}. */
        public double bestValidationLoss() {
            return receipt.bestValidationLoss();
        }

        /** Step 0 (the base model) and every evaluation. */
        public List<CurvePoint> curve() {
            return receipt.curve();
        }

        /** Whether patience ran out before the planned steps. */
        public boolean stoppedEarly() {
            return receipt.stoppedEarly();
        }

        public Verdict verdict() {
            return receipt.verdict();
        }
    }

    /** The loss left the range in which learning happens; there is no adapter. */
    record Diverged(long step, double loss, String reason) implements TrainingOutcome {}

    /** The listener asked to stop; calling again with the same work directory continues. */
    record Stopped(long savedStep) implements TrainingOutcome {}
}
