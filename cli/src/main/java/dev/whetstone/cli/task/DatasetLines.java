package dev.whetstone.cli.task;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.cli.loop.Names;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What dataset-service answered, for a person: a version with its splits, or the report of data it refused. */
public final class DatasetLines {

    private DatasetLines() {}

    public static List<String> of(JsonNode answer) {
        return answer.has("checks") ? report(answer) : version(answer);
    }

    /** Rows of one split of a version; 0 when it has none. */
    public static int rows(JsonNode version, String split) {
        for (JsonNode one : version.path("splits")) {
            if (one.path("name").asText().equals(split)) {
                return one.path("rows").asInt();
            }
        }
        return 0;
    }

    private static List<String> version(JsonNode version) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "version %d (%s): train %d, validation %d, test %d (sealed), regression %d (sealed)",
                version.path("number").asInt(),
                Names.brief(version.path("version").asText()),
                rows(version, "train"),
                rows(version, "validation"),
                rows(version, "test"),
                rows(version, "regression")));
        return lines;
    }

    private static List<String> report(JsonNode report) {
        List<String> lines = new ArrayList<>();
        lines.add(report.path("message").asText());
        for (JsonNode check : report.path("checks")) {
            if (check.path("count").asInt() > 0) {
                lines.add(finding(check));
            }
        }
        return lines;
    }

    private static String finding(JsonNode check) {
        JsonNode sample = check.path("samples").path(0);
        String where = sample.path("line").asLong() > 0
                ? ", first in line " + sample.path("line").asLong()
                : "";
        String weight = check.path("blocking").asInt() > 0
                ? "blocks"
                : check.path("severity").asText();
        return String.format(
                Locale.ROOT,
                "  %-7s %-24s %d%s: %s",
                weight,
                check.path("code").asText(),
                check.path("count").asInt(),
                where,
                check.path("meaning").asText());
    }
}
