package dev.whetstone.training.job;

import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.contracts.evaluation.TuningDecision;
import dev.whetstone.contracts.training.TrainingQueued;
import dev.whetstone.contracts.training.TrainingRefused;
import dev.whetstone.contracts.training.TrainingTrigger;
import dev.whetstone.messaging.Outbox;
import dev.whetstone.training.evidence.KnownDataset;
import dev.whetstone.training.evidence.TuningEvidence;
import dev.whetstone.training.recipe.TrainingSettings;
import org.jboss.logging.Logger;

import java.time.Clock;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

/** The one door to a job: no evidence, no job, whoever asks. */
@ApplicationScoped
public class JobQueue {

    /** The seeds of a task's next job start this far from those of the one before. */
    private static final long SEED_STRIDE = 1_000;

    private static final Logger LOG = Logger.getLogger(JobQueue.class);

    private final Outbox outbox;
    private final Clock clock;

    JobQueue(Outbox outbox, Clock clock) {
        this.outbox = outbox;
        this.clock = clock;
    }

    /** What came of asking. */
    public sealed interface Answer {
        record Queued(TrainingJob job) implements Answer {}

        record Refused(String missing) implements Answer {}
    }

    @Transactional(Transactional.TxType.MANDATORY)
    public Answer queue(TaskName task, KnownDataset dataset, TrainingSettings settings, TrainingTrigger trigger) {
        Optional<TuningEvidence> evidence = TuningEvidence.findLatest(task, dataset.version());
        Optional<String> missing = missing(dataset, evidence);
        if (missing.isPresent()) {
            return refuse(task, dataset.version(), missing.get());
        }
        TrainingJob job = TrainingJob.queued(
                task, dataset, settings, evidence.orElseThrow().decision(), trigger, clock.instant());
        long shift = SEED_STRIDE * (TrainingJob.jobsOf(task) - 1);
        int ordinal = 0;
        for (long seed : settings.seeds()) {
            TrainingRun.queued(job.id(), ordinal++, seed + shift);
        }
        outbox.append(new TrainingQueued(
                task,
                job.id(),
                dataset.version(),
                job.decision(),
                trigger,
                settings.seeds().size()));
        LOG.infof(
                "job %s queued: task=%s dataset=%s trigger=%s",
                job.id(), task, dataset.version().brief(), trigger);
        return new Answer.Queued(job);
    }

    /** Says so to everyone, not only to the caller. */
    @Transactional(Transactional.TxType.MANDATORY)
    public Answer refuse(TaskName task, Digest dataset, String missing) {
        outbox.append(new TrainingRefused(task, UUID.randomUUID(), dataset, missing));
        LOG.infof("job refused: task=%s dataset=%s: %s", task, dataset.brief(), missing);
        return new Answer.Refused(missing);
    }

    private static Optional<String> missing(KnownDataset dataset, Optional<TuningEvidence> evidence) {
        String version = "dataset version " + dataset.version().brief();
        if (evidence.isEmpty()) {
            return Optional.of("a tuning decision for " + version + " (the eval has not decided yet)");
        }
        TuningDecision outcome = evidence.get().outcome();
        return outcome == TuningDecision.JUSTIFIED
                ? Optional.empty()
                : Optional.of("a JUSTIFIED tuning decision for " + version + " (the eval decided " + outcome + ")");
    }
}
