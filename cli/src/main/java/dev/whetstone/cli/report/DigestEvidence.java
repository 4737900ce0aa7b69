package dev.whetstone.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.cli.report.LoopReport.NamedDigest;
import dev.whetstone.contracts.Digest;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Every digest that the loop speaks of, under the first thing it names. */
final class DigestEvidence {

    private final Map<String, String> names = new LinkedHashMap<>();

    private DigestEvidence() {}

    static List<NamedDigest> read(JsonNode loop, List<JsonNode> reports) {
        DigestEvidence evidence = new DigestEvidence();
        LoopEvidence.oldestFirst(loop.path("datasets"), row -> row).forEach(evidence::dataset);
        LoopEvidence.oldestFirst(loop.path("evaluations"), row -> row).forEach(evidence::evaluation);
        reports.forEach(evidence::report);
        LoopEvidence.oldestFirst(loop.path("decisions"), row -> row)
                .forEach(row -> evidence.add(
                        "report of the decision " + LoopEvidence.text(row, "outcome"), row.path("report")));
        LoopEvidence.oldestFirst(loop.path("jobs"), row -> row).forEach(evidence::job);
        LoopEvidence.oldestFirst(loop.path("verdicts"), row -> row)
                .forEach(row ->
                        evidence.add("report of the verdict " + LoopEvidence.text(row, "verdict"), row.path("report")));
        LoopEvidence.oldestFirst(loop.path("alias_history"), row -> row).forEach(evidence::move);
        return evidence.names.entrySet().stream()
                .map(entry -> new NamedDigest(entry.getValue(), entry.getKey()))
                .toList();
    }

    private void dataset(JsonNode row) {
        String version = "dataset version " + row.path("number").asInt();
        add(version, row.path("version"));
        row.path("splits").forEach(split -> {
            String name = version + ", " + LoopEvidence.text(split, "name") + " split";
            add(name, split.path("artifact").path("digest"));
            add(name, split.path("digest"));
        });
        add(version + ", quality report", row.path("report").path("digest"));
        add(version + ", quality report", row.path("report"));
    }

    private void evaluation(JsonNode row) {
        add("eval definition", row.path("eval"));
        add("base model" + suffix(row.path("summary").path("base_name").asText("")), row.path("base"));
    }

    private void report(JsonNode report) {
        report.path("runs")
                .forEach(run -> run.path("items")
                        .forEach(item -> item.path("outputs")
                                .forEach(output -> output.path("gradings")
                                        .properties()
                                        .forEach(grading -> add(
                                                "grader of " + Brief.words(grading.getKey()),
                                                grading.getValue().path("grader"))))));
    }

    private void job(JsonNode job) {
        job.path("runs")
                .forEach(run -> add(
                        "adapter of job " + Brief.of(LoopEvidence.text(job, "id")) + ", seed "
                                + run.path("seed").asLong(),
                        run.path("adapter").path("digest")));
    }

    private void move(JsonNode row) {
        for (String role : List.of("stable", "candidate", "previous")) {
            add(
                    "adapter, " + role + " at revision " + row.path("revision").asLong(),
                    row.path(role).path("adapter"));
        }
    }

    private void add(String what, JsonNode digest) {
        if (digest.isTextual() && Digest.isDigest(digest.textValue())) {
            names.putIfAbsent(digest.textValue(), what);
        }
    }

    private static String suffix(String name) {
        return name.isEmpty() ? "" : " " + name;
    }
}
