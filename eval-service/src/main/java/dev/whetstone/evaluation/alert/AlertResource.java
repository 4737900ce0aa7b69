package dev.whetstone.evaluation.alert;

import dev.whetstone.edge.Parameters;
import dev.whetstone.evaluation.edge.Reasons;
import io.smallrye.common.annotation.RunOnVirtualThread;
import org.eclipse.microprofile.openapi.annotations.Operation;

import java.util.List;

import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

/** Alerts over HTTP. */
@Path("/v1")
@RunOnVirtualThread
@Transactional
class AlertResource {
    private final Alerts alerts;

    AlertResource(Alerts alerts) {
        this.alerts = alerts;
    }

    @GET
    @Path("/tasks/{task}/alerts")
    @Operation(summary = "The task's alerts, newest first")
    public List<AlertView> list(String task) {
        return Alert.of(Parameters.task(task)).stream().map(Alert::view).toList();
    }

    @POST
    @Path("/alerts/{id}/closure")
    @Operation(summary = "Close an alert, with a reason that stays on record")
    public AlertView close(String id, CloseAlert request) {
        return alerts.close(
                Parameters.id(id), Reasons.require(Parameters.body(request).reason()));
    }
}
