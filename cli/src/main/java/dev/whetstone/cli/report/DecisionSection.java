package dev.whetstone.cli.report;

import dev.whetstone.cli.report.LoopReport.Decision;

import java.util.List;

/** May the task be tuned: what was decided, and what so many items could show at all. */
final class DecisionSection {

    private DecisionSection() {}

    static void write(Html html, LoopReport report) {
        if (report.decisions().isEmpty()) {
            return;
        }
        html.in(
                "section",
                () -> {
                    html.element("h2", "May the task be tuned?");
                    report.decisions().forEach(decision -> decision(html, report, decision));
                },
                "id",
                "decision");
    }

    private static void decision(Html html, LoopReport report, Decision decision) {
        Callout.write(
                html,
                Tone.of(decision.outcome()),
                Brief.words(decision.outcome()),
                List.of(decision.reason()),
                Brief.time(decision.decidedAt()) + ", " + Versions.name(report, decision.dataset()));
        report.evaluations().stream()
                .filter(evaluation -> evaluation.id().equals(decision.evaluation())
                        && !evaluation.power().isEmpty())
                .findFirst()
                .ifPresent(evaluation -> html.in("details", () -> {
                    html.element("summary", "What " + evaluation.items() + " items could show, printed before the run");
                    html.in("ul", () -> evaluation.power().forEach(sentence -> html.element("li", sentence)));
                }));
    }
}
