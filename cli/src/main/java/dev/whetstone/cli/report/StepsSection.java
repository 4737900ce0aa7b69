package dev.whetstone.cli.report;

import java.util.List;
import java.util.function.Function;

/** Where the loop stands, one step after the other. */
final class StepsSection {

    private StepsSection() {}

    static void write(Html html, LoopReport report) {
        html.in(
                "nav",
                () -> html.in("ol", () -> {
                    step(html, "data", "Data", data(report), "");
                    step(
                            html,
                            "decision",
                            "Decision",
                            decision(report),
                            Tone.of(last(report.decisions(), LoopReport.Decision::outcome)));
                    step(
                            html,
                            "training",
                            "Training",
                            training(report),
                            Tone.of(last(report.trainings(), Training::status)));
                    step(
                            html,
                            "verdict",
                            "Verdict",
                            verdict(report),
                            Tone.of(last(report.verdicts(), LoopReport.Verdict::verdict)));
                    step(html, "serving", "Serving", serving(report), "");
                    step(
                            html,
                            "serving",
                            "Alerts",
                            alerts(report),
                            report.alerts().isEmpty() ? "" : "warn");
                }),
                "class",
                "steps",
                "aria-label",
                "Where the loop stands");
    }

    private static void step(Html html, String anchor, String name, String state, String tone) {
        html.in(
                "li",
                () -> html.in(
                        "a",
                        () -> {
                            html.element("span", name, "class", "step-name");
                            html.element("span", state, "class", ("step-state " + tone).strip());
                        },
                        "href",
                        "#" + anchor));
    }

    private static String data(LoopReport report) {
        int versions = report.datasets().size();
        return versions == 0 ? "none yet" : versions == 1 ? "1 version" : versions + " versions";
    }

    private static String decision(LoopReport report) {
        return report.decisions().isEmpty()
                ? "none yet"
                : Brief.words(report.decisions().getLast().outcome());
    }

    private static String training(LoopReport report) {
        return report.trainings().isEmpty()
                ? "none"
                : counted(report.trainings().size(), "run") + ", "
                        + Brief.words(report.trainings().getLast().status());
    }

    private static String verdict(LoopReport report) {
        return report.verdicts().isEmpty()
                ? "none yet"
                : String.join(
                        ", then ",
                        report.verdicts().stream()
                                .map(one -> Brief.words(one.verdict()))
                                .toList());
    }

    private static String serving(LoopReport report) {
        return report.aliasMoves().isEmpty()
                ? "the base"
                : Brief.of(report.aliasMoves().getLast().model());
    }

    private static String alerts(LoopReport report) {
        return report.alerts().isEmpty() ? "none" : counted(report.alerts().size(), "regression");
    }

    private static String counted(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    private static <T> String last(List<T> list, Function<T, String> state) {
        return list.isEmpty() ? "" : state.apply(list.getLast());
    }
}
