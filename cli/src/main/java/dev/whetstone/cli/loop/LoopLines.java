package dev.whetstone.cli.loop;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A snapshot in a few lines, in the order in which the loop goes round. */
final class LoopLines {

    private final List<String> lines = new ArrayList<>();

    private LoopLines() {}

    static List<String> of(LoopSnapshot snapshot) {
        LoopLines text = new LoopLines();
        text.dataset(snapshot.datasets());
        text.evaluation(snapshot.evaluations());
        text.decision(snapshot.decisions());
        text.job(snapshot.jobs(), snapshot.trigger());
        text.verdict(snapshot.verdicts());
        text.alias(snapshot.alias());
        text.alerts(snapshot.alerts());
        return text.lines;
    }

    private void dataset(JsonNode datasets) {
        JsonNode newest = newest(datasets);
        add(
                "dataset",
                newest.isMissingNode()
                        ? "none yet"
                        : "version " + newest.path("number").asInt() + "  "
                                + Names.brief(newest.path("version").asText()));
    }

    private void evaluation(JsonNode evaluations) {
        JsonNode newest = newest(evaluations);
        if (newest.isMissingNode()) {
            add("evaluation", "none yet");
            return;
        }
        JsonNode progress = newest.path("progress");
        add(
                "evaluation",
                newest.path("kind").asText() + " " + newest.path("state").asText() + ", "
                        + progress.path("finished").asInt() + " of "
                        + progress.path("planned").asInt() + " answers"
                        + (newest.path("problem").isTextual()
                                ? "; " + newest.path("problem").asText()
                                : ""));
    }

    private void decision(JsonNode decisions) {
        JsonNode newest = newest(decisions);
        add(
                "decision",
                newest.isMissingNode()
                        ? "none yet"
                        : newest.path("outcome").asText() + ": "
                                + newest.path("reason").asText());
    }

    private void job(JsonNode jobs, JsonNode trigger) {
        JsonNode newest = newest(jobs);
        if (newest.isMissingNode()) {
            add("training", "no job yet");
        } else {
            JsonNode run = newest.path("runs").path(0);
            add(
                    "training",
                    "job " + newest.path("status").asText() + " ("
                            + newest.path("trigger").asText() + "), step "
                            + run.path("step").asLong() + " of "
                            + run.path("steps").asLong());
        }
        if (trigger.path("waiting").asBoolean()) {
            add(
                    "",
                    "a " + trigger.path("cause").asText() + " waits: "
                            + trigger.path("waits_for").asText());
        }
    }

    private void verdict(JsonNode verdicts) {
        JsonNode newest = newest(verdicts);
        add(
                "verdict",
                newest.isMissingNode()
                        ? "none yet"
                        : newest.path("verdict").asText() + ": "
                                + newest.path("reasons").path(0).asText());
    }

    private void alias(JsonNode alias) {
        if (alias.isMissingNode()) {
            add("serving", "the base");
            return;
        }
        add("serving", "revision " + alias.path("revision").asLong() + ", " + Names.model(alias.path("stable")));
        if (alias.path("candidate").isObject()) {
            add("", "candidate " + Names.model(alias.path("candidate")));
        }
    }

    private void alerts(JsonNode alerts) {
        long open = 0;
        for (JsonNode alert : alerts) {
            open += alert.path("state").asText().equals("open") ? 1 : 0;
        }
        add("alerts", open + " open, " + alerts.size() + " in all");
    }

    private static JsonNode newest(JsonNode list) {
        return list.path(0);
    }

    private void add(String what, String text) {
        lines.add(String.format(Locale.ROOT, "%-11s %s", what, text));
    }
}
