package dev.whetstone.evaluation.definition;

import static dev.whetstone.edge.EdgeError.REQUEST_MALFORMED;
import static dev.whetstone.evaluation.edge.EvaluationError.EVAL_INVALID;
import static dev.whetstone.evaluation.edge.EvaluationError.EVAL_UNKNOWN;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.contracts.EventJson;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.edge.JsonProblem;
import dev.whetstone.edge.Parameters;
import dev.whetstone.edge.RequestRefused;
import dev.whetstone.evaluation.gateway.Gateway;
import dev.whetstone.evaluation.gateway.GatewayAwayException;
import dev.whetstone.evaluation.grade.Graders;
import dev.whetstone.evaluation.suite.EvalDefinition;
import dev.whetstone.evaluation.suite.InvalidEvalException;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.smallrye.common.annotation.RunOnVirtualThread;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.Status;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

import jakarta.transaction.Transactional;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;

/** A task's eval over HTTP. */
@Path("/v1/tasks/{task}/eval")
@RunOnVirtualThread
class EvalResource {
    private final Evals evals;
    private final Gateway gateway;

    EvalResource(Evals evals, Gateway gateway) {
        this.evals = evals;
        this.gateway = gateway;
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary =
                    "Define the task's eval; 201 when the task never had it. The newest dataset version is then evaluated with it. prompt_schema_left_out says why output cannot be held to its schema")
    public RestResponse<EvalView> define(String task, byte[] body) {
        TaskName name = Parameters.task(task);
        EvalDefinition eval = parse(body);
        Optional<String> refusal = refusal(eval);
        if (eval.servedSchema().isPresent()) {
            refusal.ifPresent(EvalResource::refuse);
        }
        boolean added = evals.define(name, eval);
        return RestResponse.status(
                added ? Status.CREATED : Status.OK, show(task).withPromptSchemaLeftOut(refusal));
    }

    /** Without the arm prompt + schema there is still an eval; an adapter that is to be served held cannot be judged at all. */
    private static void refuse(String refusal) {
        throw new RequestRefused(
                EVAL_INVALID,
                "serving.held_to_schema: output cannot be held to the schema: " + refusal,
                "Change the schema there, or leave serving.held_to_schema out; then apply the task again.");
    }

    /** Whoever puts an eval should learn it now and not from its first decision. The evaluation asks again: gateways change. */
    private Optional<String> refusal(EvalDefinition eval) {
        try {
            return eval.schema().flatMap(gateway::refusal);
        } catch (GatewayAwayException _) {
            return Optional.empty();
        }
    }

    @GET
    @Transactional
    @Operation(summary = "The task's eval, every default written out")
    public EvalView show(String task) {
        TaskName name = Parameters.task(task);
        return QuarkusTransaction.joiningExisting()
                .call(() -> StoredEval.current(name)
                        .map(StoredEval::view)
                        .orElseThrow(() -> new RequestRefused(
                                EVAL_UNKNOWN, "task " + name + " has no eval", "Put one: ./whetstone task apply.")));
    }

    private static EvalDefinition parse(byte[] body) {
        try {
            EvalDefinition eval = EvalDefinition.parse(read(body));
            Graders.of(eval); // looks into the schema itself
            return eval;
        } catch (InvalidEvalException e) {
            throw new RequestRefused(
                    EVAL_INVALID, e.getMessage(), "Change it there in task.yaml, then apply the task again.");
        }
    }

    /** Strict: a duplicate key or text behind the end is an error. The message never quotes the body. */
    private static JsonNode read(byte[] body) {
        try {
            return EventJson.mapper().readTree(body);
        } catch (JsonProcessingException e) {
            throw new RequestRefused(
                    REQUEST_MALFORMED, JsonProblem.describe(e), "Send the eval section of task.yaml as JSON.");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
