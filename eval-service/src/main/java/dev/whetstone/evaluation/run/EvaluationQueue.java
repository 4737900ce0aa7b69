package dev.whetstone.evaluation.run;

import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.contracts.dataset.DatasetVersionPublished;
import dev.whetstone.evaluation.dataset.Datasets;
import dev.whetstone.evaluation.definition.EvalDefined;
import dev.whetstone.evaluation.definition.Evals;
import org.jboss.logging.Logger;

import java.time.Clock;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;

/** Turns causes into rows. A cause that is told twice, or in another way, adds nothing. */
@ApplicationScoped
@Transactional
public class EvaluationQueue {
    private static final Logger LOG = Logger.getLogger(EvaluationQueue.class);

    private final Evals evals;
    private final Datasets datasets;
    private final EntityManager database;
    private final Clock clock;

    EvaluationQueue(Evals evals, Datasets datasets, EntityManager database, Clock clock) {
        this.evals = evals;
        this.datasets = datasets;
        this.database = database;
        this.clock = clock;
    }

    /** A task without an eval is not evaluated; its newest version is, as soon as there is one. */
    void on(@Observes DatasetVersionPublished version) {
        evals.current(version.task()).ifPresent(eval -> gate(version.task(), version.version(), eval.digest()));
    }

    void on(@Observes EvalDefined defined) {
        datasets.newest(defined.task())
                .ifPresent(version ->
                        gate(defined.task(), version.version(), defined.eval().digest()));
    }

    /** Queues a gate evaluation unless this version and eval have one that has not failed. */
    private void gate(TaskName task, Digest dataset, Digest eval) {
        if (lockedGate(task, dataset, eval).isEmpty()) {
            requestGate(task, dataset, eval);
        }
    }

    /** Queues a gate evaluation, of whatever base the gateway serves then; the one that is queued already if there is one. */
    UUID requestGate(TaskName task, Digest dataset, Digest eval) {
        lockTask(task);
        return Evaluation.<Evaluation>find(
                        "task = ?1 and kind = ?2 and dataset = ?3 and eval = ?4 and state in ?5",
                        task.value(),
                        EvaluationKind.GATE,
                        dataset,
                        eval,
                        EvaluationState.openStates())
                .firstResultOptional()
                .orElseGet(() -> add(Evaluation.gate(task, dataset, eval, clock.instant())))
                .id();
    }

    private Optional<Evaluation> lockedGate(TaskName task, Digest dataset, Digest eval) {
        lockTask(task);
        return Evaluation.find(
                        "task = ?1 and kind = ?2 and dataset = ?3 and eval = ?4 and state <> ?5",
                        task.value(),
                        EvaluationKind.GATE,
                        dataset,
                        eval,
                        EvaluationState.FAILED)
                .firstResultOptional();
    }

    /** Queues a candidate unless this job's adapter was queued before. */
    public void candidate(Candidate candidate) {
        lockTask(candidate.task());
        if (Evaluation.count(
                        "job = ?1 and adapter = ?2",
                        candidate.job(),
                        candidate.adapter().digest())
                == 0) {
            add(Evaluation.candidate(candidate, clock.instant()));
        }
    }

    private static Evaluation add(Evaluation row) {
        row.persist();
        LOG.infof("evaluation queued evaluation=%s", row.id());
        return row;
    }

    /** Two causes at once look one after the other. */
    private void lockTask(TaskName task) {
        database.createNativeQuery("SELECT pg_advisory_xact_lock(hashtextextended(:task, 7))")
                .setParameter("task", task.value())
                .getSingleResult();
    }
}
