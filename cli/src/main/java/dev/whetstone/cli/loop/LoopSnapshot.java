package dev.whetstone.cli.loop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whetstone.cli.api.ApiError;
import dev.whetstone.cli.api.ServiceClient;
import dev.whetstone.cli.stack.Stack;
import dev.whetstone.contracts.TaskName;

/**
 * What the services say about one task at one moment, each list newest first as the APIs give it.
 *
 * @param alias missing node while the task has none
 */
public record LoopSnapshot(
        TaskName task,
        JsonNode datasets,
        JsonNode evaluations,
        JsonNode decisions,
        JsonNode jobs,
        JsonNode trigger,
        JsonNode verdicts,
        JsonNode alias,
        JsonNode aliasHistory,
        JsonNode alerts,
        JsonNode online) {

    public static LoopSnapshot take(Stack stack, TaskName task) {
        String path = "/v1/tasks/" + task;
        ServiceClient evals = stack.evals();
        ServiceClient training = stack.training();
        return new LoopSnapshot(
                task,
                list(stack.datasets(), path + "/datasets").path("versions"),
                list(evals, path + "/evaluations"),
                list(evals, path + "/decisions"),
                list(training, path + "/jobs"),
                list(training, path + "/trigger"),
                list(evals, path + "/verdicts"),
                list(evals, path + "/alias"),
                list(evals, path + "/alias/history"),
                list(evals, path + "/alerts"),
                list(evals, path + "/online"));
    }

    /** What a service does not know yet is missing, not an error. */
    private static JsonNode list(ServiceClient service, String path) {
        try {
            return service.get(path);
        } catch (ApiError e) {
            if (e.status() == 404) {
                return JsonNodeFactory.instance.missingNode();
            }
            throw e;
        }
    }

    public ObjectNode json() {
        ObjectNode all = JsonNodeFactory.instance.objectNode().put("task", task.value());
        put(all, "datasets", datasets);
        put(all, "evaluations", evaluations);
        put(all, "decisions", decisions);
        put(all, "jobs", jobs);
        put(all, "trigger", trigger);
        put(all, "verdicts", verdicts);
        put(all, "alias", alias);
        put(all, "alias_history", aliasHistory);
        put(all, "alerts", alerts);
        put(all, "online", online);
        return all;
    }

    private static void put(ObjectNode all, String name, JsonNode value) {
        if (!value.isMissingNode()) {
            all.set(name, value);
        }
    }
}
