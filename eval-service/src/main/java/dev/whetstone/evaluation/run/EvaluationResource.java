package dev.whetstone.evaluation.run;

import static dev.whetstone.evaluation.edge.EvaluationError.DATASET_UNKNOWN;
import static dev.whetstone.evaluation.edge.EvaluationError.EVALUATION_NOT_FAILED;
import static dev.whetstone.evaluation.edge.EvaluationError.EVALUATION_UNKNOWN;
import static dev.whetstone.evaluation.edge.EvaluationError.EVAL_UNKNOWN;
import static dev.whetstone.evaluation.edge.EvaluationError.REPORT_NOT_READY;

import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.contracts.dataset.DatasetVersionPublished;
import dev.whetstone.edge.Parameters;
import dev.whetstone.edge.RequestRefused;
import dev.whetstone.evaluation.dataset.Datasets;
import dev.whetstone.evaluation.definition.Evals;
import dev.whetstone.evaluation.suite.EvalDefinition;
import dev.whetstone.evaluation.vault.Vault;
import io.smallrye.common.annotation.RunOnVirtualThread;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.ResponseStatus;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** Evaluations over HTTP. */
@Path("/v1")
@RunOnVirtualThread
@Transactional
class EvaluationResource {
    private final EvaluationQueue queue;
    private final Evals evals;
    private final Datasets datasets;
    private final Vault vault;
    private final Clock clock;

    EvaluationResource(EvaluationQueue queue, Evals evals, Datasets datasets, Vault vault, Clock clock) {
        this.queue = queue;
        this.evals = evals;
        this.datasets = datasets;
        this.vault = vault;
        this.clock = clock;
    }

    @GET
    @Path("/tasks/{task}/evaluations")
    @Operation(summary = "The task's evaluations, newest first")
    public List<EvaluationView> list(String task) {
        return Evaluation.of(Parameters.task(task)).stream()
                .map(Evaluation::view)
                .toList();
    }

    @POST
    @Path("/tasks/{task}/evaluations")
    @ResponseStatus(202)
    @Operation(summary = "Run the gate's evaluation of a dataset version with the base that the gateway serves")
    public EvaluationView run(String task, RunEvaluation request) {
        TaskName name = Parameters.task(task);
        EvalDefinition eval = evals.current(name)
                .orElseThrow(() -> new RequestRefused(
                        EVAL_UNKNOWN, "task " + name + " has no eval", "Put one: ./whetstone task apply."));
        Digest dataset = version(name, Optional.ofNullable(request).flatMap(RunEvaluation::dataset))
                .version();
        UUID queued = queue.requestGate(name, dataset, eval.digest());
        return Evaluation.lock(queued).orElseThrow().view();
    }

    private DatasetVersionPublished version(TaskName task, Optional<String> digest) {
        return digest.map(text -> datasets.require(task, Parameters.digest("dataset", text)))
                .or(() -> datasets.newest(task))
                .orElseThrow(() -> new RequestRefused(
                        DATASET_UNKNOWN,
                        "task " + task + " has no dataset version",
                        "Push one: ./whetstone dataset push."));
    }

    @GET
    @Path("/evaluations/{id}")
    @Operation(summary = "State, progress, what the run can show, scores")
    public EvaluationView show(String id) {
        return require(id).view();
    }

    @GET
    @Path("/evaluations/{id}/report")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Every item, output and grade. Holds sealed test items: for people, never for training")
    public byte[] report(String id) {
        return require(id)
                .report()
                .map(vault::open)
                .orElseThrow(() -> new RequestRefused(
                        REPORT_NOT_READY,
                        "evaluation " + id + " has no report yet",
                        "Wait until its state is completed."));
    }

    @POST
    @Path("/evaluations/{id}/retries")
    @ResponseStatus(202)
    @Operation(summary = "Try a failed evaluation again; finished answers are kept")
    public EvaluationView retry(String id) {
        Evaluation row = Evaluation.lock(Parameters.id(id)).orElseThrow(() -> unknown(id));
        if (row.state() != EvaluationState.FAILED) {
            throw new RequestRefused(
                    EVALUATION_NOT_FAILED,
                    "evaluation " + id + " is " + row.state().label(),
                    "Only a failed one can be tried again.");
        }
        return switch (row.kind()) {
            case GATE -> gate(row.asClaim());
            case CANDIDATE -> {
                row.retry(clock.instant());
                yield row.view();
            }
        };
    }

    /** The gateway may serve another base by now: that is another evaluation. */
    private EvaluationView gate(Claim failed) {
        return Evaluation.lock(queue.requestGate(failed.task(), failed.dataset(), failed.eval()))
                .orElseThrow()
                .view();
    }

    private static Evaluation require(String id) {
        return Evaluation.<Evaluation>findByIdOptional(Parameters.id(id)).orElseThrow(() -> unknown(id));
    }

    private static RequestRefused unknown(String id) {
        return new RequestRefused(
                EVALUATION_UNKNOWN, "there is no evaluation " + id, "List them: GET /v1/tasks/{task}/evaluations.");
    }
}
