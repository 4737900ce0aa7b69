package dev.whetstone.evaluation.intake;

import dev.whetstone.edge.Parameters;
import io.smallrye.common.annotation.RunOnVirtualThread;
import org.eclipse.microprofile.openapi.annotations.Operation;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;

/** Alertmanager's webhook. */
@Path("/v1/alerts/alertmanager")
@RunOnVirtualThread
class AlertmanagerResource {
    private final Door door;
    private final Intake intake;

    AlertmanagerResource(Door door, Intake intake) {
        this.door = door;
        this.intake = intake;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary =
                    "Take Alertmanager's webhook, version 4, with a bearer token: each listed alert that fires asks for a retraining, once")
    public IntakeView take(@HeaderParam(HttpHeaders.AUTHORIZATION) String authorization, byte[] body) {
        door.enter(authorization);
        return intake.take(WebhookCall.read(Parameters.body(body)));
    }
}
