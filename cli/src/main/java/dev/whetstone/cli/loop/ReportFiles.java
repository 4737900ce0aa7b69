package dev.whetstone.cli.loop;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.cli.report.LoopEvidence;
import dev.whetstone.cli.report.LoopReportFiles;
import dev.whetstone.cli.stack.Stack;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Gathers the whole reports of a task's evaluations and writes the page and the JSON of its loop. */
public final class ReportFiles {

    private ReportFiles() {}

    /** @return the page */
    public static Path write(Stack stack, LoopSnapshot snapshot, String title, Path folder) {
        List<JsonNode> reports = new ArrayList<>();
        for (JsonNode evaluation : snapshot.evaluations()) {
            if (evaluation.path("state").asText().equals("completed")) {
                reports.add(stack.evals()
                        .get("/v1/evaluations/" + evaluation.path("id").asText() + "/report"));
            }
        }
        return LoopReportFiles.write(LoopEvidence.report(title, snapshot.json(), reports, Instant.now()), folder);
    }
}
