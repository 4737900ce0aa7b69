package dev.whetstone.cli.report;

import dev.whetstone.cli.report.Evaluation.Arm;
import dev.whetstone.cli.report.Evaluation.Criterion;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Prompt-only, prompt + schema, few-shot and adapter side by side: bars with intervals for each criterion, then the figures as a table. */
final class ComparisonSection {

    /** What a reader wants to know of what the graders counted. */
    private static final Map<String, String> COUNTS = new TreeMap<>(Map.of(
            "missed",
            "missed risks an answer",
            "invented",
            "invented risks an answer",
            "fabricated",
            "fabricated sources an answer"));

    private ComparisonSection() {}

    static void write(Html html, LoopReport report) {
        List<Comparison> comparisons = Comparison.of(report);
        if (comparisons.isEmpty()) {
            return;
        }
        html.in(
                "section",
                () -> {
                    html.element("h2", "Baselines and adapter");
                    comparisons.forEach(comparison -> comparison(html, report, comparison));
                },
                "id",
                "comparison");
    }

    private static void comparison(Html html, LoopReport report, Comparison comparison) {
        html.in("article", () -> {
            html.in(
                    "h3",
                    () -> html.text(
                            Versions.name(report, comparison.dataset()) + ", " + comparison.items() + " test items"));
            html.element(
                    "p",
                    "Share of answers that pass. The thin line is the interval, the dashed mark the target.",
                    "class",
                    "muted");
            html.in(
                    "div",
                    () -> comparison.criteria().forEach(criterion -> bars(html, comparison, criterion)),
                    "class",
                    "bars");
            table(html, comparison);
        });
    }

    private static void bars(Html html, Comparison comparison, String criterion) {
        html.in(
                "div",
                () -> {
                    html.in(
                            "h4",
                            () -> html.text(Brief.words(criterion) + " ")
                                    .element(
                                            "span",
                                            comparison.required(criterion) ? "required" : "reported",
                                            "class",
                                            "badge"));
                    for (Arm arm : comparison.arms()) {
                        arm.find(criterion).ifPresent(one -> bar(html, arm, one, comparison.target(criterion)));
                    }
                },
                "class",
                "chart");
    }

    private static void bar(Html html, Arm arm, Criterion criterion, Optional<Double> target) {
        html.in(
                "div",
                () -> {
                    html.element("span", arm.name(), "class", "bar-name", "title", arm.variant());
                    if (criterion.passRate().isEmpty()) {
                        html.element(
                                "span",
                                notMeasured(criterion),
                                "class",
                                "muted bar-none",
                                "title",
                                criterion.problem());
                        return;
                    }
                    double rate = criterion.passRate().getAsDouble();
                    html.in(
                            "span",
                            () -> {
                                html.element("span", "", "class", "fill " + arm.arm(), "style", width(0, rate));
                                html.element(
                                        "span",
                                        "",
                                        "class",
                                        "whisker",
                                        "style",
                                        width(criterion.lower(), criterion.upper()));
                                target.ifPresent(share ->
                                        html.element("span", "", "class", "target", "style", width(share, share)));
                            },
                            "class",
                            "track",
                            "role",
                            "img",
                            "aria-label",
                            Brief.percent(rate) + ", interval " + Brief.interval(criterion.lower(), criterion.upper()));
                    html.in(
                            "span",
                            () -> html.element("strong", Brief.percent(rate))
                                    .text(" ")
                                    .element(
                                            "span",
                                            Brief.interval(criterion.lower(), criterion.upper()),
                                            "class",
                                            "muted"),
                            "class",
                            "bar-value");
                },
                "class",
                "bar");
    }

    /** The first words; the reason is in the title. */
    private static String notMeasured(Criterion criterion) {
        return criterion.problem().isEmpty()
                ? "not measured"
                : criterion.problem().split(":")[0];
    }

    private static String width(double from, double to) {
        return String.format(Locale.ROOT, "left:%.2f%%;width:%.2f%%", 100 * from, 100 * (to - from));
    }

    private static void table(Html html, Comparison comparison) {
        html.in(
                "div",
                () -> html.in("table", () -> {
                    html.in(
                            "thead",
                            () -> html.in("tr", () -> {
                                html.element("th", "", "scope", "col");
                                comparison
                                        .arms()
                                        .forEach(arm ->
                                                html.element("th", arm.name(), "scope", "col", "class", "number"));
                                html.element("th", "target", "scope", "col", "class", "number");
                            }));
                    html.in("tbody", () -> {
                        comparison.criteria().forEach(criterion -> rates(html, comparison, criterion));
                        COUNTS.forEach((count, name) -> counts(html, comparison, count, name));
                    });
                }),
                "class",
                "scroll");
    }

    private static void rates(Html html, Comparison comparison, String criterion) {
        html.in("tr", () -> {
            html.element("th", Brief.words(criterion), "scope", "row");
            for (Arm arm : comparison.arms()) {
                Optional<Criterion> measured =
                        arm.find(criterion).filter(one -> one.passRate().isPresent());
                html.in(
                        "td",
                        () -> measured.ifPresentOrElse(
                                one -> html.text(Brief.percent(one.passRate().orElseThrow()))
                                        .empty("br")
                                        .element("span", Brief.interval(one.lower(), one.upper()), "class", "muted"),
                                () -> html.element("span", "not measured", "class", "muted")),
                        "class",
                        "number");
            }
            html.element("td", comparison.target(criterion).map(Brief::percent).orElse("–"), "class", "number");
        });
    }

    private static void counts(Html html, Comparison comparison, String count, String name) {
        if (comparison.arms().stream().allMatch(arm -> mean(arm, count).isEmpty())) {
            return;
        }
        html.in("tr", () -> {
            html.element("th", name, "scope", "row", "class", "sub");
            comparison
                    .arms()
                    .forEach(arm -> html.element(
                            "td", mean(arm, count).map(Brief::number).orElse("–"), "class", "number"));
            html.element("td", "", "class", "number");
        });
    }

    private static Optional<Double> mean(Arm arm, String count) {
        return arm.criteria().stream()
                .filter(criterion -> criterion.meanCounts().containsKey(count))
                .findFirst()
                .map(criterion -> criterion.meanCounts().get(count));
    }
}
