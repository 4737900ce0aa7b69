package dev.whetstone.cli.report;

import dev.whetstone.cli.report.LoopReport.Alert;
import dev.whetstone.cli.report.LoopReport.AliasMove;

import java.util.List;

/** What was served when and why, and what went wrong with it. */
final class ServingSection {

    private ServingSection() {}

    static void write(Html html, LoopReport report) {
        if (report.aliasMoves().isEmpty() && report.alerts().isEmpty()) {
            return;
        }
        html.in(
                "section",
                () -> {
                    html.element("h2", "Serving");
                    report.alerts().forEach(alert -> alert(html, alert));
                    if (!report.aliasMoves().isEmpty()) {
                        html.element("h3", "History of the alias");
                        html.in(
                                "div",
                                () -> html.in("table", () -> moves(html, report.aliasMoves())),
                                "class",
                                "scroll");
                    }
                },
                "id",
                "serving");
    }

    private static void alert(Html html, Alert alert) {
        String what = alert.failures() + " of " + alert.outputs() + " sampled answers failed "
                + Brief.words(alert.criterion()) + "; up to " + Brief.percent(alert.expected()) + " was expected.";
        String then = "Went back to " + model(alert.rolledBackTo()) + "; " + alert.proposedRows()
                + (alert.proposedRows() == 1 ? " failing input" : " failing inputs") + " went to the regression split.";
        String over = alert.closedBecause().isEmpty() ? "Still open." : "Closed: " + alert.closedBecause();
        Callout.write(
                html,
                "warn",
                "regression",
                List.of(what, then, over),
                model(alert.model()) + ", " + Brief.time(alert.raisedAt()));
    }

    private static void moves(Html html, List<AliasMove> moves) {
        html.in(
                "thead",
                () -> html.in(
                        "tr",
                        () -> html.element("th", "Revision", "scope", "col", "class", "number")
                                .element("th", "When", "scope", "col")
                                .element("th", "What", "scope", "col")
                                .element("th", "Stable", "scope", "col")
                                .element("th", "Candidate", "scope", "col")
                                .element("th", "Why", "scope", "col")));
        html.in(
                "tbody",
                () -> moves.forEach(move -> html.in("tr", () -> {
                    html.element("td", String.valueOf(move.revision()), "class", "number");
                    html.element("td", Brief.time(move.movedAt()), "class", "nowrap");
                    html.element("td", Brief.words(move.action()));
                    html.element("td", Brief.of(move.model()), "class", "mono", "title", move.model());
                    html.element("td", Brief.of(move.candidate()), "class", "mono", "title", move.candidate());
                    html.element("td", move.reason());
                })));
    }

    private static String model(String name) {
        return name.equals("the base") ? name : "adapter " + Brief.of(name);
    }
}
