package dev.whetstone.training.trigger;

import dev.whetstone.contracts.TaskName;
import dev.whetstone.contracts.evaluation.TuningDecision;
import dev.whetstone.messaging.TracedWork;
import dev.whetstone.training.evidence.KnownDataset;
import dev.whetstone.training.evidence.TuningEvidence;
import dev.whetstone.training.job.JobQueue;
import dev.whetstone.training.job.TrainingJob;
import dev.whetstone.training.recipe.RetrainingPolicy;
import dev.whetstone.training.recipe.StoredRecipe;
import dev.whetstone.training.recipe.TrainingSettings;
import dev.whetstone.training.trigger.TriggerRule.Answer;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.common.annotation.RunOnVirtualThread;
import org.jboss.logging.Logger;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

/** Looks at due triggers every second and queues the jobs that the rule allows. */
@ApplicationScoped
class TriggerClock {

    private static final Logger LOG = Logger.getLogger(TriggerClock.class);

    private final JobQueue jobs;
    private final Clock clock;

    TriggerClock(JobQueue jobs, Clock clock) {
        this.jobs = jobs;
        this.clock = clock;
    }

    @Scheduled(every = "1s", concurrentExecution = ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    @Transactional
    void tick() {
        RetrainingTrigger.nextDue(clock.instant())
                .forEach(trigger -> TracedWork.after(trigger.trace()).run(() -> consider(trigger)));
    }

    private void consider(RetrainingTrigger trigger) {
        TaskName task = trigger.task();
        Optional<TrainingSettings> settings = StoredRecipe.findFor(task);
        Optional<KnownDataset> dataset = KnownDataset.findNewest(task);
        if (settings.isEmpty() || dataset.isEmpty()) {
            trigger.waitsFor(settings.isEmpty() ? "no recipe is stored for the task" : "no dataset version is known");
            return;
        }
        switch (decide(trigger, settings.get(), dataset.get())) {
            case Answer.Start() -> {
                trigger.delete();
                jobs.queue(task, dataset.get(), settings.get(), trigger.cause());
            }
            case Answer.Wait(String reason) -> trigger.waitsFor(reason);
            case Answer.Drop(String reason) -> {
                trigger.delete();
                LOG.infof("no job for task %s: %s", task, reason);
            }
            case Answer.Refuse(String missing) -> {
                trigger.delete();
                jobs.refuse(task, dataset.get().version(), missing);
            }
        }
    }

    private Answer decide(RetrainingTrigger trigger, TrainingSettings settings, KnownDataset dataset) {
        TaskName task = trigger.task();
        RetrainingPolicy policy = settings.retraining();
        Instant now = clock.instant();
        boolean justified = TuningEvidence.findLatest(task, dataset.version())
                .filter(evidence -> evidence.outcome() == TuningDecision.JUSTIFIED)
                .isPresent();
        return TriggerRule.decide(
                policy,
                new TriggerRule.Situation(
                        trigger.cause(),
                        now,
                        TrainingJob.findActive(task).isPresent(),
                        TrainingJob.lastStartedByEvent(task),
                        TrainingJob.startedByEventSince(task, TriggerRule.dayBefore(now)),
                        justified,
                        TrainingJob.trainedBefore(task, dataset.train().digest(), settings.recipe())));
    }
}
