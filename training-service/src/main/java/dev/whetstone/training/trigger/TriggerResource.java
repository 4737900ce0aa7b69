package dev.whetstone.training.trigger;

import dev.whetstone.edge.Parameters;
import io.smallrye.common.annotation.RunOnVirtualThread;

import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/** What waits to become a job, and what for. */
@Path("/v1/tasks/{task}/trigger")
@RunOnVirtualThread
public class TriggerResource {

    @GET
    @Transactional
    public TriggerView get(String task) {
        return RetrainingTrigger.findFor(Parameters.task(task))
                .map(TriggerView::of)
                .orElse(TriggerView.NONE);
    }
}
