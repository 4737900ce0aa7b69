package dev.whetstone.cli.loop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.whetstone.cli.terminal.Table;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The arms of an evaluation's summary side by side, adapters last: pass rate with its interval, and what was counted on average per answer.
 */
public final class ComparisonTable {

    private ComparisonTable() {}

    public static List<String> of(JsonNode summary) {
        Table table = new Table();
        List<String> arms = new ArrayList<>(List.of(""));
        List<String> variants = new ArrayList<>(List.of(""));
        Set<String> criteria = new LinkedHashSet<>();
        List<JsonNode> sorted = sorted(summary);
        for (JsonNode arm : sorted) {
            arms.add(kind(arm).equals("prompt-schema") ? "prompt + schema" : kind(arm));
            variants.add(variant(arm));
            arm.path("criteria")
                    .forEach(criterion ->
                            criteria.add(criterion.path("criterion").asText()));
        }
        table.row(arms.toArray(String[]::new));
        table.row(variants.toArray(String[]::new));
        Set<String> shown = new LinkedHashSet<>();
        for (String criterion : criteria) {
            rows(table, sorted, criterion, shown);
        }
        return table.lines();
    }

    /** What was counted stands under the first criterion that counts it. */
    private static void rows(Table table, List<JsonNode> arms, String criterion, Set<String> shown) {
        List<String> rates = new ArrayList<>(List.of(criterion));
        Set<String> counted = new LinkedHashSet<>();
        for (JsonNode arm : arms) {
            JsonNode result = result(arm, criterion);
            rates.add(rate(result));
            for (String name : List.of("missed", "invented", "fabricated")) {
                if (result.path("mean_counts").has(name) && !shown.contains(name)) {
                    counted.add(name);
                }
            }
        }
        table.row(rates.toArray(String[]::new));
        shown.addAll(counted);
        for (String name : counted) {
            List<String> means = new ArrayList<>(List.of("  " + name + " an answer"));
            for (JsonNode arm : arms) {
                JsonNode mean = result(arm, criterion).path("mean_counts").path(name);
                means.add(mean.isNumber() ? String.format(Locale.ROOT, "%.2f", mean.asDouble()) : "–");
            }
            table.row(means.toArray(String[]::new));
        }
    }

    private static JsonNode result(JsonNode arm, String criterion) {
        for (JsonNode result : arm.path("criteria")) {
            if (result.path("criterion").asText().equals(criterion)) {
                return result;
            }
        }
        return MissingNode.getInstance();
    }

    private static String rate(JsonNode result) {
        if (!result.path("pass_rate").isNumber()) {
            return "not measured";
        }
        JsonNode interval = result.path("interval");
        return String.format(
                Locale.ROOT,
                "%.0f %% [%.0f–%.0f]",
                100 * result.path("pass_rate").asDouble(),
                100 * interval.path("lower").asDouble(),
                100 * interval.path("upper").asDouble());
    }

    private static List<JsonNode> sorted(JsonNode summary) {
        List<JsonNode> arms = new ArrayList<>();
        summary.path("arms").forEach(arms::add);
        arms.sort(Comparator.comparing(arm -> kind(arm).equals("adapter")));
        return arms;
    }

    private static String kind(JsonNode arm) {
        return arm.path("arm").asText();
    }

    private static String variant(JsonNode arm) {
        String variant = arm.path("variant").asText();
        return kind(arm).equals("adapter") ? Names.brief(variant) : variant;
    }
}
