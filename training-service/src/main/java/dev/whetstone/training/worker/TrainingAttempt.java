package dev.whetstone.training.worker;

import dev.whetstone.artifacts.ArtifactCorruptException;
import dev.whetstone.artifacts.ArtifactMissingException;
import dev.whetstone.artifacts.ArtifactStore;
import dev.whetstone.artifacts.TreeDigest;
import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.training.AttemptFinished;
import dev.whetstone.contracts.training.AttemptOutcome;
import dev.whetstone.engine.LanguageModel;
import dev.whetstone.engine.LoadOptions;
import dev.whetstone.engine.ModelException;
import dev.whetstone.engine.WeightFormat;
import dev.whetstone.engine.train.InvalidRecipeException;
import dev.whetstone.engine.train.InvalidTrainingDataException;
import dev.whetstone.engine.train.LoraTrainer;
import dev.whetstone.engine.train.Provenance;
import dev.whetstone.engine.train.TrainingExample;
import dev.whetstone.engine.train.TrainingMethod;
import dev.whetstone.engine.train.TrainingOutcome;
import dev.whetstone.messaging.EventPublisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** One attempt from its spec to its last word. */
final class TrainingAttempt {

    private static final Logger LOG = LoggerFactory.getLogger(TrainingAttempt.class);

    private final RunSpec spec;
    private final ArtifactStore store;
    private final EventPublisher events;
    private final StopSignal stop;

    TrainingAttempt(RunSpec spec, ArtifactStore store, EventPublisher events, StopSignal stop) {
        this.spec = spec;
        this.store = store;
        this.events = events;
        this.stop = stop;
    }

    /** @return an exit status, see {@link WorkerExit} */
    int run() {
        Digest found = TreeDigest.of(spec.baseModel());
        if (!found.equals(spec.base()) && !inInt8(found).equals(spec.base())) {
            return failed(
                    AttemptOutcome.INVALID_INPUT,
                    "the base model in " + spec.baseModel() + " is " + found + ", but the tuning decision is about "
                            + spec.base()
                            + ", which is not that base in int8 either: evaluate again on this base, or give"
                            + " the worker the other one");
        }
        try {
            TrainingMethod method = spec.recipe().method();
            List<TrainingExample> train = TrainingRows.read(store, spec.train(), method);
            List<TrainingExample> validation = TrainingRows.read(store, spec.validation(), method);
            return train(found, train, validation);
        } catch (InvalidTrainingDataException | InvalidSplitException e) {
            return failed(AttemptOutcome.INVALID_DATA, e.getMessage());
        } catch (ArtifactMissingException | ArtifactCorruptException e) {
            return failed(
                    AttemptOutcome.INVALID_INPUT,
                    e.getMessage() + "; or publish the dataset again and ask for a new job");
        } catch (ModelException | InvalidRecipeException e) {
            return failed(AttemptOutcome.INVALID_INPUT, e.getMessage());
        }
    }

    /** What is judged and served in int8 is trained beside the weights as they are. */
    private static Digest inInt8(Digest directory) {
        return new Digest(WeightFormat.INT8.identity(directory.value()));
    }

    private int train(Digest directory, List<TrainingExample> train, List<TrainingExample> validation) {
        try (LanguageModel base =
                LanguageModel.load(spec.baseModel(), LoadOptions.training(Optional.empty(), spec.threads()))) {
            return train(base, directory, train, validation);
        }
    }

    private int train(
            LanguageModel base, Digest directory, List<TrainingExample> train, List<TrainingExample> validation) {
        spec.checkpoint().ifPresent(this::restore);
        ProgressReporter reporter = new ProgressReporter(spec, store, events, stop);
        LOG.info(
                "attempt {} of run {}: {} rows, {} for validation, {}",
                spec.attempt(),
                spec.run(),
                train.size(),
                validation.size(),
                base.description());
        TrainingOutcome outcome = LoraTrainer.train(
                base,
                train,
                validation,
                spec.recipe().withSeed(spec.seed()),
                spec.trainerDirectory(),
                reporter,
                new Provenance(
                        directory.value(),
                        spec.train().digest().value(),
                        spec.validation().digest().value()));
        return switch (outcome) {
            case TrainingOutcome.Finished finished -> succeeded(finished);
            case TrainingOutcome.Diverged diverged ->
                failed(
                        AttemptOutcome.DIVERGED,
                        "step " + diverged.step() + ", loss " + diverged.loss() + ": " + diverged.reason());
            case TrainingOutcome.Stopped stopped -> {
                LOG.info("stopped on request after step {}", stopped.savedStep());
                yield WorkerExit.PREEMPTED;
            }
        };
    }

    /** A checkpoint that cannot be read costs its steps, not the run. */
    private void restore(ArtifactRef checkpoint) {
        try {
            store.materialize(checkpoint, spec.trainerDirectory());
        } catch (ArtifactMissingException | ArtifactCorruptException e) {
            LOG.warn("training begins anew, the checkpoint cannot be read: {}", e.getMessage());
        }
    }

    private int succeeded(TrainingOutcome.Finished finished) {
        ArtifactRef adapter = store.putTree(finished.adapter());
        Receipt receipt = new Receipt(
                spec.task(),
                spec.job(),
                spec.run(),
                spec.attempt(),
                spec.base(),
                spec.dataset(),
                spec.train().digest(),
                spec.validation().digest(),
                adapter.digest(),
                finished.receipt());
        finished.receipt().findings().forEach(finding -> LOG.info("{}", finding));
        finished.receipt().warnings().forEach(warning -> LOG.warn("{}", warning));
        announce(
                AttemptOutcome.SUCCEEDED,
                Optional.of(adapter),
                OptionalDouble.of(finished.bestValidationLoss()),
                finished.bestStep(),
                Optional.of(store.put(receipt.json())),
                String.join("\n", finished.receipt().findings()));
        return WorkerExit.FINISHED;
    }

    private int failed(AttemptOutcome outcome, String message) {
        LOG.error("{}: {}", outcome, message);
        announce(outcome, Optional.empty(), OptionalDouble.empty(), 0, Optional.empty(), message);
        return WorkerExit.FINAL_FAILURE;
    }

    /** Returns when the broker has it: only then may the process end. */
    private void announce(
            AttemptOutcome outcome,
            Optional<ArtifactRef> adapter,
            OptionalDouble loss,
            long bestStep,
            Optional<ArtifactRef> receipt,
            String message) {
        events.publish(new AttemptFinished(
                        spec.task(),
                        spec.job(),
                        spec.run(),
                        spec.attempt(),
                        spec.fencingToken(),
                        outcome,
                        adapter,
                        loss,
                        bestStep,
                        receipt,
                        message))
                .toCompletableFuture()
                .join();
    }
}
