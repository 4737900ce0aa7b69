package dev.whetstone.cli.report;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.whetstone.cli.report.Item.Answer;
import dev.whetstone.cli.report.Item.Passes;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Items of the evaluations' whole reports: one row an item, the answers of all runs side by side. A run that two reports hold counts once. */
final class ItemEvidence {

    private final Map<String, JsonNode> inputs = new LinkedHashMap<>();
    private final Map<String, String> labels = new LinkedHashMap<>();
    private final Map<String, Map<String, Answer>> answers = new LinkedHashMap<>();

    private ItemEvidence() {}

    static List<Item> read(List<JsonNode> reports) {
        ItemEvidence evidence = new ItemEvidence();
        reports.forEach(evidence::add);
        return evidence.answers.keySet().stream().map(evidence::item).toList();
    }

    private void add(JsonNode report) {
        Stream.of("items", "regression_split")
                .flatMap(part -> stream(report.path(part)))
                .forEach(item -> inputs.putIfAbsent(LoopEvidence.text(item, "id"), item));
        for (JsonNode run : report.path("runs")) {
            String name = new Evaluation.Arm(
                            LoopEvidence.text(run.path("run"), "arm"),
                            LoopEvidence.text(run.path("run"), "variant"),
                            List.of())
                    .name();
            run.path("items").forEach(item -> add(name, item));
        }
    }

    private void add(String run, JsonNode item) {
        String id = LoopEvidence.text(item, "item");
        if (!LoopEvidence.text(item, "label").isEmpty()) {
            labels.put(id, LoopEvidence.text(item, "label"));
        }
        answers.computeIfAbsent(id, _ -> new LinkedHashMap<>()).putIfAbsent(run, answer(run, item));
    }

    private static Answer answer(String run, JsonNode item) {
        List<String> outputs = new ArrayList<>();
        Map<String, Passes> passes = new LinkedHashMap<>();
        Set<String> notes = new LinkedHashSet<>();
        for (JsonNode output : item.path("outputs")) {
            outputs.add(
                    output.path("outcome").asText().equals("unanswered")
                            ? "(no output: " + LoopEvidence.text(output, "reason") + ")"
                            : LoopEvidence.text(output, "text"));
            grade(output.path("gradings"), passes, notes);
        }
        grade(item.path("across_repeats"), passes, notes);
        return new Answer(run, outputs, passes, List.copyOf(notes));
    }

    private static void grade(JsonNode gradings, Map<String, Passes> passes, Set<String> notes) {
        gradings.properties().forEach(grading -> {
            JsonNode result = grading.getValue();
            boolean graded = result.path("result").asText().equals("graded");
            Passes one = new Passes(graded && result.path("passed").asBoolean() ? 1 : 0, graded ? 1 : 0);
            passes.merge(grading.getKey(), one, (a, b) -> new Passes(a.passed() + b.passed(), a.of() + b.of()));
            result.path("evidence")
                    .path("notes")
                    .forEach(note -> notes.add(Brief.words(grading.getKey()) + ": " + note.asText()));
            if (!graded) {
                notes.add(Brief.words(grading.getKey()) + ": not graded, " + LoopEvidence.text(result, "reason"));
            }
        });
    }

    private Item item(String id) {
        JsonNode row = inputs.getOrDefault(id, MissingNode.getInstance());
        String input = stream(row.path("input"))
                .map(message -> LoopEvidence.text(message, "content"))
                .collect(joining("\n\n"));
        return new Item(
                id,
                labels.getOrDefault(id, LoopEvidence.text(row, "label")),
                input,
                LoopEvidence.text(row, "reference"),
                List.copyOf(answers.get(id).values()));
    }

    private static Stream<JsonNode> stream(JsonNode list) {
        List<JsonNode> nodes = new ArrayList<>();
        list.forEach(nodes::add);
        return nodes.stream();
    }
}
