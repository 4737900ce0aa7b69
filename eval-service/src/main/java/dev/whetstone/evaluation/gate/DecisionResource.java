package dev.whetstone.evaluation.gate;

import dev.whetstone.edge.Parameters;
import io.smallrye.common.annotation.RunOnVirtualThread;
import org.eclipse.microprofile.openapi.annotations.Operation;

import java.util.List;

import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/** Decisions over HTTP. */
@Path("/v1/tasks/{task}/decisions")
@RunOnVirtualThread
class DecisionResource {
    @GET
    @Transactional
    @Operation(summary = "What the gate decided about this task, newest first")
    public List<DecisionView> list(String task) {
        return Decision.of(Parameters.task(task)).stream().map(Decision::view).toList();
    }
}
