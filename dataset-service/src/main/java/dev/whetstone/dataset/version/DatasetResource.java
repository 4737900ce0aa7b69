package dev.whetstone.dataset.version;

import dev.whetstone.artifacts.ArtifactStore;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.dataset.edge.DatasetError;
import dev.whetstone.dataset.edge.Names;
import dev.whetstone.dataset.task.Tasks;
import io.smallrye.common.annotation.Blocking;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

import java.io.InputStream;
import java.net.URI;
import java.util.Optional;

import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Datasets over HTTP. */
@Path("/v1/tasks/{task}/datasets")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class DatasetResource {

    private static final int UNPROCESSABLE = 422;

    private final Uploads uploads;
    private final UploadGate gate;
    private final UploadMetrics metrics;
    private final Versions versions;
    private final Tasks tasks;
    private final ArtifactStore store;

    @Inject
    DatasetResource(
            Uploads uploads,
            UploadGate gate,
            UploadMetrics metrics,
            Versions versions,
            Tasks tasks,
            ArtifactStore store) {
        this.uploads = uploads;
        this.gate = gate;
        this.metrics = metrics;
        this.versions = versions;
        this.tasks = tasks;
        this.store = store;
    }

    @POST
    @Consumes("application/x-ndjson")
    @Operation(
            summary = "Checks a file of JSON Lines and publishes it as the task's next version",
            description =
                    "One chat a line: {id?, messages, group?, label?, split?, tools?}. The whole data of the task, not an addition.")
    @RequestBody(
            content =
                    @Content(
                            mediaType = "application/x-ndjson",
                            schema = @Schema(type = SchemaType.STRING, format = "binary")))
    @APIResponse(responseCode = "201", description = "published: the version")
    @APIResponse(responseCode = "200", description = "the same bytes or rows had been published: that version")
    @APIResponse(responseCode = "422", description = "refused: the quality report")
    public Response upload(String task, InputStream body) {
        TaskName name = Names.task(task);
        return switch (metrics.measure(() -> gate.pass(() -> uploads.receive(name, body)))) {
            case UploadOutcome.Published published ->
                Response.created(location(published.version()))
                        .entity(VersionView.of(published.version()))
                        .build();
            case UploadOutcome.Unchanged unchanged ->
                Response.ok(VersionView.of(unchanged.version()))
                        .location(location(unchanged.version()))
                        .build();
            case UploadOutcome.Rejected rejected ->
                Response.status(UNPROCESSABLE).entity(rejected.json()).build();
        };
    }

    private static URI location(Version version) {
        return URI.create("/v1/tasks/" + version.task() + "/datasets/" + version.number());
    }

    @GET
    @Operation(summary = "The versions of a task, newest first")
    public VersionListView list(String task) {
        TaskName name = tasks.require(Names.task(task)).name();
        return new VersionListView(
                name.value(),
                versions.newestFirst(name).stream().map(VersionView::of).toList());
    }

    @GET
    @Path("{number}")
    @Operation(summary = "One version, by its number or as 'latest'")
    public VersionView show(String task, String number) {
        return VersionView.of(require(task, number));
    }

    @GET
    @Path("{number}/report")
    @Operation(summary = "The quality report of a version")
    public Response report(String task, String number) {
        return Response.ok(store.read(require(task, number).report())).build();
    }

    private Version require(String task, String number) {
        TaskName name = tasks.require(Names.task(task)).name();
        Optional<Version> version = number.equals("latest")
                ? versions.newest(name)
                : Optional.of(number)
                        .filter(text -> text.matches("[1-9][0-9]{0,8}"))
                        .flatMap(text -> versions.find(name, Integer.parseInt(text)));
        return version.orElseThrow(
                () -> DatasetError.VERSION_UNKNOWN.refused(name + " has no dataset version '" + number + "'"));
    }
}
