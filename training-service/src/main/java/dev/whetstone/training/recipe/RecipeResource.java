package dev.whetstone.training.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.edge.Parameters;
import dev.whetstone.edge.RequestRefused;
import dev.whetstone.training.edge.TrainingError;
import io.smallrye.common.annotation.RunOnVirtualThread;

import java.time.Clock;

import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;

/** {@code /v1/tasks/{task}/recipe}: the {@code training} section of a task pack. */
@Path("/v1/tasks/{task}/recipe")
@RunOnVirtualThread
public class RecipeResource {

    private final Clock clock;

    RecipeResource(Clock clock) {
        this.clock = clock;
    }

    @PUT
    @Transactional
    public JsonNode put(String task, JsonNode section) {
        JsonNode given = Parameters.body(section);
        TrainingSettings settings = Parameters.read(
                () -> SettingsJson.read(given), "Correct the field in task.yaml, then apply the task again.");
        StoredRecipe.store(Parameters.task(task), settings, clock.instant());
        return SettingsJson.write(settings);
    }

    @GET
    @Transactional
    public JsonNode get(String task) {
        return StoredRecipe.findFor(Parameters.task(task))
                .map(SettingsJson::write)
                .orElseThrow(() -> new RequestRefused(
                        TrainingError.TASK_UNKNOWN,
                        "no recipe is stored for task " + task,
                        "Store one with PUT, or apply the task pack with `whetstone task apply`."));
    }
}
