package dev.whetstone.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.cli.report.LoopReport.Alert;
import dev.whetstone.cli.report.LoopReport.AliasMove;
import dev.whetstone.cli.report.LoopReport.DatasetVersion;
import dev.whetstone.cli.report.LoopReport.Decision;
import dev.whetstone.cli.report.LoopReport.SplitSize;
import dev.whetstone.cli.report.LoopReport.Verdict;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** From what the services say over HTTP to a report. What one does not say is left out; lists there are newest first, here oldest first. */
public final class LoopEvidence {

    private LoopEvidence() {}

    /**
     * @param loop an object with {@code task}, {@code datasets}, {@code evaluations}, {@code decisions}, {@code jobs}, {@code verdicts},
     *     {@code alias_history}, {@code alerts}, each as its service gives it
     * @param evaluationReports whole reports of evaluations, item by item
     */
    public static LoopReport report(String title, JsonNode loop, List<JsonNode> evaluationReports, Instant writtenAt) {
        List<Evaluation> evaluations =
                oldestFirst(loop.path("evaluations"), row -> EvaluationEvidence.read(row, evaluationReports));
        return new LoopReport(
                loop.path("task").asText(),
                title,
                writtenAt.toString(),
                base(evaluationReports, loop),
                oldestFirst(loop.path("datasets"), LoopEvidence::dataset),
                evaluations,
                oldestFirst(loop.path("decisions"), LoopEvidence::decision),
                TrainingEvidence.read(loop.path("jobs")),
                oldestFirst(loop.path("verdicts"), LoopEvidence::verdict),
                oldestFirst(loop.path("alias_history"), LoopEvidence::move),
                oldestFirst(loop.path("alerts"), LoopEvidence::alert),
                ItemEvidence.read(evaluationReports),
                DigestEvidence.read(loop, evaluationReports));
    }

    static <T> List<T> oldestFirst(JsonNode list, Function<JsonNode, T> read) {
        List<T> rows = new ArrayList<>();
        list.forEach(row -> rows.addFirst(read.apply(row)));
        return rows;
    }

    private static String base(List<JsonNode> reports, JsonNode loop) {
        for (JsonNode evaluation : loop.path("evaluations")) {
            String name = evaluation.path("summary").path("base_name").asText("");
            if (!name.isEmpty()) {
                return name;
            }
        }
        return reports.isEmpty() ? "" : reports.getFirst().path("base_name").asText("");
    }

    private static DatasetVersion dataset(JsonNode row) {
        List<SplitSize> splits = new ArrayList<>();
        for (JsonNode split : row.path("splits")) {
            splits.add(new SplitSize(
                    split.path("name").asText(), split.path("rows").asInt()));
        }
        return new DatasetVersion(row.path("number").asInt(), text(row, "version"), splits);
    }

    private static Decision decision(JsonNode row) {
        return new Decision(
                text(row, "evaluation"),
                text(row, "outcome"),
                text(row, "reason"),
                texts(row.path("justified")),
                text(row, "dataset"),
                text(row, "decided_at"));
    }

    private static Verdict verdict(JsonNode row) {
        return new Verdict(
                text(row, "evaluation"),
                text(row, "adapter"),
                text(row, "verdict"),
                texts(row.path("reasons")),
                text(row, "dataset"),
                text(row, "judged_at"));
    }

    private static AliasMove move(JsonNode row) {
        return new AliasMove(
                row.path("revision").asLong(),
                text(row, "action"),
                model(row.path("stable").path("adapter")),
                row.path("candidate").isObject() ? model(row.path("candidate").path("adapter")) : "",
                text(row, "reason"),
                text(row, "moved_at"));
    }

    private static Alert alert(JsonNode row) {
        return new Alert(
                text(row, "criterion"),
                text(row, "state"),
                model(row.path("adapter")),
                row.path("expected").asDouble(),
                row.path("outputs").asInt(),
                row.path("failures").asInt(),
                model(row.path("rolled_back_to")),
                row.path("proposed_rows").asInt(),
                text(row, "raised_at"),
                text(row, "closed_because"));
    }

    private static String model(JsonNode adapter) {
        return adapter.isTextual() ? adapter.textValue() : "the base";
    }

    static String text(JsonNode row, String field) {
        JsonNode value = row.path(field);
        return value.isNull() ? "" : value.asText("");
    }

    static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
