package dev.whetstone.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.cli.report.Training.Point;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** Runs of training-service's jobs, oldest job first. */
final class TrainingEvidence {

    private TrainingEvidence() {}

    static List<Training> read(JsonNode jobs) {
        return LoopEvidence.oldestFirst(jobs, TrainingEvidence::runs).stream()
                .flatMap(List::stream)
                .toList();
    }

    private static List<Training> runs(JsonNode job) {
        List<Training> runs = new ArrayList<>();
        job.path("runs").forEach(run -> runs.add(run(job, run)));
        return runs;
    }

    private static Training run(JsonNode job, JsonNode run) {
        JsonNode best = run.path("best_step");
        JsonNode validation = run.path("validation_loss");
        List<Point> curve = new ArrayList<>();
        run.path("curve")
                .forEach(point -> curve.add(new Point(
                        point.path("step").asLong(),
                        point.path("loss").asDouble(),
                        number(point.path("validation_loss")))));
        String message = LoopEvidence.text(run, "message");
        return new Training(
                LoopEvidence.text(job, "id"),
                LoopEvidence.text(job, "trigger"),
                LoopEvidence.text(run, "status"),
                LoopEvidence.text(job, "dataset"),
                run.path("seed").asLong(),
                run.path("steps").asLong(),
                best.isNumber() ? OptionalLong.of(best.asLong()) : OptionalLong.empty(),
                number(validation),
                run.path("adapter").path("digest").asText(""),
                run.path("attempts").size(),
                message.isEmpty() ? LoopEvidence.text(job, "message") : message,
                recipe(job.path("recipe")),
                curve);
    }

    private static OptionalDouble number(JsonNode value) {
        return value.isNumber() ? OptionalDouble.of(value.asDouble()) : OptionalDouble.empty();
    }

    private static Map<String, String> recipe(JsonNode recipe) {
        Map<String, String> settings = new LinkedHashMap<>();
        recipe.properties().forEach(field -> settings.put(field.getKey(), shown(field.getValue())));
        return settings;
    }

    private static String shown(JsonNode setting) {
        if (setting.isValueNode()) {
            return setting.asText();
        }
        if (setting.isObject() && !setting.has("type")) { // by module, such as rank_pattern
            return setting.properties().stream()
                    .map(module -> module.getKey() + "=" + module.getValue().asText())
                    .collect(Collectors.joining(", "));
        }
        return String.join(", ", LoopEvidence.texts(setting));
    }
}
