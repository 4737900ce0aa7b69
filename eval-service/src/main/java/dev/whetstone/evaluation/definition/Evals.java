package dev.whetstone.evaluation.definition;

import static dev.whetstone.evaluation.edge.EvaluationError.EVAL_UNKNOWN;

import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.edge.RequestRefused;
import dev.whetstone.evaluation.suite.EvalDefinition;
import org.jboss.logging.Logger;

import java.time.Clock;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;

/** The definitions of evals, for whoever runs or watches one. */
@ApplicationScoped
@Transactional
public class Evals {
    private static final Logger LOG = Logger.getLogger(Evals.class);

    private final Event<EvalDefined> defined;
    private final Clock clock;

    Evals(Event<EvalDefined> defined, Clock clock) {
        this.defined = defined;
        this.clock = clock;
    }

    /** Makes it the task's eval; says whether the task never had it before. */
    boolean define(TaskName task, EvalDefinition eval) {
        boolean added = StoredEval.define(task, eval, clock.instant());
        defined.fire(new EvalDefined(task, eval));
        LOG.infof("eval defined task=%s eval=%s new=%b", task, eval.digest(), added);
        return added;
    }

    public Optional<EvalDefinition> current(TaskName task) {
        return StoredEval.current(task).map(StoredEval::definition);
    }

    /** As it was defined, whatever its graders have become since. */
    public Optional<EvalDefinition> find(TaskName task, Digest digest) {
        return StoredEval.of(task, digest).map(StoredEval::definition);
    }

    /** @throws RequestRefused when it was never defined, or its graders are no longer those that its digest names */
    public EvalDefinition require(TaskName task, Digest digest) {
        EvalDefinition eval = StoredEval.of(task, digest)
                .map(StoredEval::definition)
                .orElseThrow(() -> unknown("task " + task + " never had the eval " + digest));
        if (!eval.digest().equals(digest)) {
            throw unknown("the graders or the arms have changed since the eval " + digest + " was defined");
        }
        return eval;
    }

    private static RequestRefused unknown(String message) {
        return new RequestRefused(EVAL_UNKNOWN, message, "Put the task's eval again: ./whetstone task apply.");
    }
}
