package dev.whetstone.gateway.openai;

import dev.whetstone.gateway.model.BaseModel;
import dev.whetstone.gateway.routing.ModelCard;
import dev.whetstone.gateway.routing.ServingTable;
import io.smallrye.common.annotation.RunOnVirtualThread;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** {@code GET /v1/models}: the names that a request can use now. One by its name may also be loading or refused. */
@Path("/v1/models")
@Produces(MediaType.APPLICATION_JSON)
class ModelsResource {

    private final ServingTable table;
    private final BaseModel base;
    private final Instant started;

    ModelsResource(ServingTable table, BaseModel base, InstantSource clock) {
        this.table = table;
        this.base = base;
        this.started = clock.instant();
    }

    @GET
    @RunOnVirtualThread
    @Operation(summary = "Models that answer now")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = ModelView.Page.class)))
    public String list() {
        List<ModelView> ready = table.cards().stream()
                .filter(card -> card.readiness() == ModelCard.Readiness.READY)
                .map(this::view)
                .toList();
        return OpenAiJson.write(ModelView.Page.of(ready));
    }

    @GET
    @Path("/{model}")
    @RunOnVirtualThread
    @Operation(summary = "One model by its name or digest, with its state")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = ModelView.class)))
    public String get(@PathParam("model") String model) {
        return OpenAiJson.write(view(table.card(model)));
    }

    private ModelView view(ModelCard card) {
        return ModelView.of(card, base.name(), started.getEpochSecond());
    }
}
