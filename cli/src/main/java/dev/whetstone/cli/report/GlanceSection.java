package dev.whetstone.cli.report;

import dev.whetstone.cli.report.Evaluation.Criterion;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The result in one look: for each criterion the best baseline and the adapter, and plainly what the adapter does not do. */
final class GlanceSection {

    private GlanceSection() {}

    static void write(Html html, LoopReport report) {
        List<Comparison> comparisons = Comparison.of(report);
        if (comparisons.isEmpty()) {
            return;
        }
        Comparison comparison = comparisons.getFirst();
        html.in(
                "section",
                () -> {
                    html.element("h2", "At a glance");
                    html.element("p", plainly(comparison), "class", "lead");
                    html.in(
                            "div",
                            () -> comparison.criteria().forEach(criterion -> card(html, comparison, criterion)),
                            "class",
                            "cards");
                },
                "id",
                "glance");
    }

    private static void card(Html html, Comparison comparison, String criterion) {
        Optional<Criterion> adapter = comparison.ofAdapter(criterion);
        Optional<Criterion> baseline = comparison.bestBaseline(criterion);
        Optional<Criterion> shown = adapter.or(() -> baseline);
        html.in(
                "div",
                () -> {
                    html.element("h3", Brief.words(criterion));
                    html.element(
                            "p",
                            shown.map(one -> Brief.percent(one.passRate().orElseThrow()))
                                    .orElse("not measured"),
                            "class",
                            (shown.isPresent() ? "figure " + met(comparison, criterion, shown.get()) : "figure none")
                                    .strip());
                    shown.ifPresent(one -> html.element(
                            "p",
                            Brief.interval(one.lower(), one.upper()) + " %, "
                                    + (adapter.isPresent() ? "adapter" : "best baseline"),
                            "class",
                            "muted"));
                    if (adapter.isPresent() && baseline.isPresent()) {
                        html.element(
                                "p",
                                "best baseline "
                                        + Brief.percent(
                                                baseline.get().passRate().orElseThrow()),
                                "class",
                                "muted");
                    }
                    html.element("p", target(comparison, criterion), "class", "muted");
                },
                "class",
                "card");
    }

    private static String target(Comparison comparison, String criterion) {
        String role = comparison.required(criterion) ? "required" : "reported only";
        return comparison
                        .target(criterion)
                        .map(target -> "target " + Brief.percent(target) + ", ")
                        .orElse("")
                + role;
    }

    private static String met(Comparison comparison, String criterion, Criterion shown) {
        return comparison
                .target(criterion)
                .map(target -> shown.passRate().orElseThrow() >= target ? "good" : "bad")
                .orElse("");
    }

    /** One or two sentences, without praise. */
    private static String plainly(Comparison comparison) {
        String on = comparison.items() + " test items"
                + (comparison.repeats() > 1 ? ", " + comparison.repeats() + " repeats each," : "");
        if (comparison.adapter().isEmpty()) {
            return "No adapter was judged on these " + comparison.items()
                    + " test items; the figures are those of the best baseline.";
        }
        List<String> reached = new ArrayList<>();
        List<String> missed = new ArrayList<>();
        for (String criterion : comparison.criteria()) {
            Optional<Criterion> adapter = comparison.ofAdapter(criterion);
            Optional<Double> target = comparison.target(criterion);
            if (adapter.isPresent() && target.isPresent()) {
                double rate = adapter.get().passRate().orElseThrow();
                (rate >= target.get() ? reached : missed)
                        .add(Brief.words(criterion) + " (" + Brief.percent(rate) + ")");
            }
        }
        String does = reached.isEmpty() ? "reaches no target" : "reaches the target on " + Brief.and(reached);
        String doesNot = missed.isEmpty() ? "." : ". It misses the target on " + Brief.and(missed) + ".";
        return "On " + on + " the adapter " + does + doesNot;
    }
}
