package dev.whetstone.evaluation.regression;

import static dev.whetstone.evaluation.edge.ErrorCode.ALIAS_UNKNOWN;

import dev.whetstone.contracts.TaskName;
import dev.whetstone.evaluation.alias.AliasState;
import dev.whetstone.evaluation.alias.Aliases;
import dev.whetstone.evaluation.edge.Parameters;
import dev.whetstone.evaluation.edge.RefusedException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import org.eclipse.microprofile.openapi.annotations.Operation;

import java.util.List;

import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

/** Alerts and the online state over HTTP. */
@Path("/v1")
@RunOnVirtualThread
@Transactional
class AlertResource {
    private final Alerts alerts;
    private final Aliases aliases;
    private final FeedbackBook feedback;

    AlertResource(Alerts alerts, Aliases aliases, FeedbackBook feedback) {
        this.alerts = alerts;
        this.aliases = aliases;
        this.feedback = feedback;
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
        return alerts.close(Parameters.id(id), Parameters.reason(request.reason()));
    }

    @GET
    @Path("/tasks/{task}/online")
    @Operation(summary = "How what is served does in live traffic, criterion by criterion")
    public OnlineView online(String task) {
        TaskName name = Parameters.task(task);
        AliasState alias = aliases.find(name)
                .orElseThrow(() -> new RefusedException(
                        ALIAS_UNKNOWN,
                        "task " + name + " has no alias yet",
                        "It gets one with its first gate decision."));
        return new OnlineView(
                name.value(),
                alias.servedAdapter(),
                alias.stableSince(),
                Watch.of(name, alias.stableSince()).stream().map(Watch::view).toList(),
                new OnlineView.FeedbackView(feedback.count(name, true), feedback.count(name, false)));
    }
}
