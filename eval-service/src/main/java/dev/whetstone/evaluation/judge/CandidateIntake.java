package dev.whetstone.evaluation.judge;

import dev.whetstone.contracts.training.TrainingSucceeded;
import dev.whetstone.evaluation.gate.Decision;
import dev.whetstone.evaluation.run.Candidate;
import dev.whetstone.evaluation.run.EvaluationQueue;

import jakarta.enterprise.context.ApplicationScoped;

/** Queues an adapter to be judged by the eval that justified its training. */
@ApplicationScoped
class CandidateIntake {
    private final EvaluationQueue queue;

    CandidateIntake(EvaluationQueue queue) {
        this.queue = queue;
    }

    /** @throws IllegalArgumentException when nothing justified the training: the event goes to the dead letters with this reason */
    void take(TrainingSucceeded succeeded) {
        Decision decision = Decision.justifying(succeeded.task(), succeeded.dataset(), succeeded.base())
                .orElseThrow(() -> new IllegalArgumentException(
                        "job " + succeeded.job() + ": no JUSTIFIED decision on dataset " + succeeded.dataset()
                                + " with base " + succeeded.base() + " for task " + succeeded.task()));
        queue.candidate(new Candidate(
                succeeded.task(),
                succeeded.job(),
                succeeded.dataset(),
                decision.eval(),
                succeeded.base(),
                succeeded.adapter()));
    }
}
