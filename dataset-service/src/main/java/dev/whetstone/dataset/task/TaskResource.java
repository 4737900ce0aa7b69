package dev.whetstone.dataset.task;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.whetstone.dataset.edge.DatasetError;
import dev.whetstone.dataset.edge.Names;
import dev.whetstone.edge.EdgeError;
import dev.whetstone.edge.JsonProblem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

import java.io.IOException;
import java.io.UncheckedIOException;

import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Tasks over HTTP. */
@Path("/v1/tasks")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class TaskResource {

    private final Tasks tasks;
    private final ObjectMapper json;

    @Inject
    public TaskResource(Tasks tasks, ObjectMapper json) {
        this.tasks = tasks;
        this.json = json;
    }

    @GET
    @Operation(summary = "All tasks, by name")
    public TaskListView list() {
        return new TaskListView(tasks.all().stream().map(TaskView::of).toList());
    }

    @GET
    @Path("{task}")
    @Operation(summary = "One task")
    public TaskView show(String task) {
        return TaskView.of(tasks.require(Names.task(task)));
    }

    @PUT
    @Path("{task}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Creates a task or changes its definition",
            description = "Rows, splits and salt are fixed from the first published version on.")
    @RequestBody(content = @Content(schema = @Schema(implementation = TaskDefinition.class)))
    @APIResponse(responseCode = "201", description = "created")
    @APIResponse(responseCode = "200", description = "changed, or as it was")
    @APIResponse(responseCode = "400", description = "a field is wrong; the message names it")
    @APIResponse(responseCode = "409", description = "the splits are fixed already")
    public Response define(String task, byte[] body) {
        Tasks.Defined defined = tasks.define(Names.task(task), read(body));
        return Response.status(defined.created() ? 201 : 200)
                .entity(TaskView.of(defined.task()))
                .build();
    }

    private TaskDefinition read(byte[] body) {
        try {
            TaskDefinition definition = json.readValue(body, TaskDefinition.class);
            if (definition == null) {
                throw DatasetError.TASK_INVALID.refused("expected a task definition, but got null");
            }
            return definition;
        } catch (JsonMappingException e) {
            throw DatasetError.TASK_INVALID.refused(JsonProblem.describe(e), e);
        } catch (JsonProcessingException e) {
            throw EdgeError.REQUEST_MALFORMED.refused(JsonProblem.describe(e), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
