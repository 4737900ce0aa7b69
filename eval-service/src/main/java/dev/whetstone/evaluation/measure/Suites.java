package dev.whetstone.evaluation.measure;

import static dev.whetstone.evaluation.edge.EvaluationError.EVAL_INVALID;

import dev.whetstone.contracts.dataset.DatasetVersionPublished;
import dev.whetstone.contracts.dataset.SplitName;
import dev.whetstone.edge.RequestRefused;
import dev.whetstone.evaluation.dataset.Datasets;
import dev.whetstone.evaluation.decide.Sensitivity;
import dev.whetstone.evaluation.definition.Evals;
import dev.whetstone.evaluation.gateway.BaseModel;
import dev.whetstone.evaluation.gateway.Gateway;
import dev.whetstone.evaluation.grade.Graders;
import dev.whetstone.evaluation.run.Claim;
import dev.whetstone.evaluation.run.Evaluations;
import dev.whetstone.evaluation.suite.EvalDefinition;
import dev.whetstone.evaluation.suite.InvalidItemException;
import org.jboss.logging.Logger;

import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

/** Opens what an evaluation measures with, and says before the first answer how small an effect it can show. */
@ApplicationScoped
public class Suites {
    private static final Logger LOG = Logger.getLogger(Suites.class);

    private final Evals evals;
    private final Datasets datasets;
    private final Evaluations evaluations;
    private final Gateway gateway;

    Suites(Evals evals, Datasets datasets, Evaluations evaluations, Gateway gateway) {
        this.gateway = gateway;
        this.evals = evals;
        this.datasets = datasets;
        this.evaluations = evaluations;
    }

    /** @throws InvalidItemException when the test split holds nothing to measure with */
    public Suite open(Claim claim, BaseModel base) {
        EvalDefinition eval = evals.require(claim.task(), claim.eval());
        DatasetVersionPublished version = datasets.require(claim.task(), claim.dataset());
        Suite suite = new Suite(
                eval,
                Graders.of(eval),
                version,
                base,
                leftOut(claim, eval),
                datasets.open(version, SplitName.TEST),
                datasets.open(version, SplitName.REGRESSION));
        if (suite.items().isEmpty()) {
            throw new InvalidItemException(
                    "the test split of version " + version.version() + " has no rows; push more data");
        }
        foretell(claim, suite);
        return suite;
    }

    /** The gateway's engine decides what output can be held to: a schema may well grade what it cannot hold. */
    private Optional<String> leftOut(Claim claim, EvalDefinition eval) {
        Optional<String> refusal = eval.schema().flatMap(gateway::refusal);
        if (refusal.isPresent() && eval.serving().heldToSchema()) {
            throw new RequestRefused(
                    EVAL_INVALID,
                    "serving.held_to_schema: output cannot be held to the eval's schema: " + refusal.get(),
                    "Change the schema, or leave serving.held_to_schema out; then apply the task again.");
        }
        refusal.ifPresent(reason -> LOG.warnf("evaluation=%s leaves prompt + schema out: %s", claim.id(), reason));
        return refusal;
    }

    private void foretell(Claim claim, Suite suite) {
        List<Sensitivity> sensitivity = suite.sensitivity();
        sensitivity.stream()
                .flatMap(one -> one.sentences().stream())
                .forEach(sentence -> LOG.infof("evaluation=%s can show: %s", claim.id(), sentence));
        evaluations.expects(claim, RunReport.power(suite, sensitivity).toString());
    }
}
