package dev.whetstone.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.cli.report.Evaluation.Arm;
import dev.whetstone.cli.report.Evaluation.Criterion;
import dev.whetstone.cli.report.Evaluation.Target;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** An evaluation of eval-service's API. Targets are in the definition that the whole report carries, or in the gate's evidence. */
final class EvaluationEvidence {

    private EvaluationEvidence() {}

    static Evaluation read(JsonNode row, List<JsonNode> reports) {
        String id = LoopEvidence.text(row, "id");
        JsonNode summary = row.path("summary");
        return new Evaluation(
                id,
                LoopEvidence.text(row, "kind"),
                LoopEvidence.text(row, "state"),
                LoopEvidence.text(row, "problem"),
                LoopEvidence.text(row, "dataset"),
                LoopEvidence.text(row, "eval"),
                summary.path("test_items").asInt(),
                summary.path("repeats").asInt(1),
                arms(summary.path("arms")),
                targets(row, reports),
                LoopEvidence.texts(row.path("power").path("sentences")));
    }

    private static List<Arm> arms(JsonNode list) {
        List<Arm> arms = new ArrayList<>();
        for (JsonNode arm : list) {
            List<Criterion> criteria = new ArrayList<>();
            arm.path("criteria").forEach(criterion -> criteria.add(criterion(criterion)));
            arms.add(new Arm(LoopEvidence.text(arm, "arm"), LoopEvidence.text(arm, "variant"), criteria));
        }
        return arms;
    }

    private static Criterion criterion(JsonNode row) {
        Map<String, Double> counts = new HashMap<>();
        row.path("mean_counts")
                .properties()
                .forEach(count -> counts.put(count.getKey(), count.getValue().asDouble()));
        boolean measured = row.path("pass_rate").isNumber();
        return new Criterion(
                LoopEvidence.text(row, "criterion"),
                measured ? OptionalDouble.of(row.path("pass_rate").asDouble()) : OptionalDouble.empty(),
                row.path("interval").path("lower").asDouble(0),
                row.path("interval").path("upper").asDouble(1),
                counts,
                LoopEvidence.text(row, "problem"));
    }

    private static Map<String, Target> targets(JsonNode row, List<JsonNode> reports) {
        Map<String, Target> targets = new HashMap<>();
        row.path("power")
                .path("criteria")
                .forEach(one -> target(targets, one, one.path("criterion").asText()));
        reports.stream()
                .filter(report ->
                        report.path("eval").asText().equals(row.path("eval").asText()))
                .findFirst()
                .ifPresent(report -> report.path("definition")
                        .path("criteria")
                        .forEach(one -> target(targets, one, one.path("name").asText())));
        return targets;
    }

    private static void target(Map<String, Target> targets, JsonNode one, String name) {
        if (one.path("target").isNumber()) {
            targets.put(
                    name,
                    new Target(
                            one.path("target").asDouble(), one.path("required").asBoolean()));
        }
    }
}
