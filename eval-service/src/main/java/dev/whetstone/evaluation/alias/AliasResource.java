package dev.whetstone.evaluation.alias;

import static dev.whetstone.evaluation.edge.EvaluationError.ALIAS_UNKNOWN;

import dev.whetstone.contracts.TaskName;
import dev.whetstone.edge.Parameters;
import dev.whetstone.edge.RequestRefused;
import io.smallrye.common.annotation.RunOnVirtualThread;
import org.eclipse.microprofile.openapi.annotations.Operation;

import java.util.List;

import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

/** Aliases over HTTP. */
@Path("/v1/tasks/{task}/alias")
@RunOnVirtualThread
class AliasResource {
    private final Promotions promotions;

    AliasResource(Promotions promotions) {
        this.promotions = promotions;
    }

    @GET
    @Transactional
    @Operation(summary = "What stable and candidate mean now, and the revision that a change must name")
    public AliasView show(String task) {
        TaskName name = Parameters.task(task);
        return Alias.of(name).map(Alias::view).orElseThrow(() -> unknown(name));
    }

    @GET
    @Path("/history")
    @Transactional
    @Operation(summary = "Every move of the alias with its reason, newest first")
    public List<AliasMoveView> history(String task) {
        return AliasMove.of(Parameters.task(task)).stream().map(AliasMove::view).toList();
    }

    @POST
    @Path("/promotions")
    @Operation(summary = "Serve an adapter: with a PROMOTED verdict over its exact bytes, or by force with a reason")
    public AliasView promote(String task, PromoteAdapter request) {
        return promotions.promote(Parameters.task(task), Parameters.body(request));
    }

    @POST
    @Path("/rollbacks")
    @Operation(summary = "Serve again what was served before")
    public AliasView rollBack(String task, RollBack request) {
        return promotions.rollBack(Parameters.task(task), Parameters.body(request));
    }

    static RequestRefused unknown(TaskName task) {
        return new RequestRefused(
                ALIAS_UNKNOWN,
                "task " + task + " has no alias yet",
                "It gets one with its first gate decision, or with a forced promotion.");
    }
}
