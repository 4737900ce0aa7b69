package dev.whetstone.evaluation.verdict;

import dev.whetstone.edge.Parameters;
import io.smallrye.common.annotation.RunOnVirtualThread;
import org.eclipse.microprofile.openapi.annotations.Operation;

import java.util.List;

import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/** Verdicts over HTTP. */
@Path("/v1/tasks/{task}/verdicts")
@RunOnVirtualThread
class VerdictResource {
    @GET
    @Transactional
    @Operation(summary = "Every verdict over a candidate of this task, newest first")
    public List<VerdictView> list(String task) {
        return StoredVerdict.of(Parameters.task(task)).stream()
                .map(StoredVerdict::view)
                .toList();
    }
}
