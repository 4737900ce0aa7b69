package dev.whetstone.cli.report;

import java.util.stream.Collectors;

/** Every training run with its learning curve. */
final class TrainingSection {

    private TrainingSection() {}

    static void write(Html html, LoopReport report) {
        if (report.trainings().isEmpty()) {
            return;
        }
        html.in(
                "section",
                () -> {
                    html.element("h2", "Training");
                    report.trainings().forEach(training -> run(html, report, training));
                },
                "id",
                "training");
    }

    private static void run(Html html, LoopReport report, Training training) {
        html.in("article", () -> {
            html.in(
                    "h3",
                    () -> html.text("Job " + Brief.of(training.job()) + ", seed " + training.seed() + " ")
                            .element(
                                    "span",
                                    Brief.words(training.status()),
                                    "class",
                                    ("badge " + Tone.of(training.status())).strip()));
            html.element("p", facts(report, training), "class", "muted");
            if (training.curve().size() > 1) {
                CurveChart.write(html, training);
                points(html, training);
            }
            training.message().lines().forEach(line -> html.element("p", line));
            if (!training.recipe().isEmpty()) {
                html.in("details", () -> {
                    html.element("summary", "Recipe");
                    html.element("p", recipe(training), "class", "mono");
                });
            }
        });
    }

    private static String facts(LoopReport report, Training training) {
        StringBuilder facts = new StringBuilder("Asked for by " + Brief.words(training.trigger()) + ", "
                + Versions.name(report, training.dataset()) + ", " + training.steps() + " steps, "
                + training.attempts() + (training.attempts() == 1 ? " attempt" : " attempts"));
        training.bestStep().ifPresent(step -> facts.append(", best at step ").append(step));
        training.bestValidationLoss()
                .ifPresent(loss -> facts.append(" with validation loss ").append(Brief.number(loss)));
        if (!training.adapter().isEmpty()) {
            facts.append(", adapter ").append(Brief.of(training.adapter()));
        }
        return facts.append('.').toString();
    }

    /** The figures behind the picture. */
    private static void points(Html html, Training training) {
        html.in("details", () -> {
            html.element("summary", "The curve as a table");
            html.in(
                    "div",
                    () -> html.in("table", () -> {
                        html.in(
                                "thead",
                                () -> html.in(
                                        "tr",
                                        () -> html.element("th", "Step", "scope", "col", "class", "number")
                                                .element("th", "Loss", "scope", "col", "class", "number")
                                                .element("th", "Validation loss", "scope", "col", "class", "number")));
                        html.in(
                                "tbody",
                                () -> training.curve()
                                        .forEach(point -> html.in(
                                                "tr",
                                                () -> html.element(
                                                                "td", String.valueOf(point.step()), "class", "number")
                                                        .element("td", Brief.number(point.loss()), "class", "number")
                                                        .element(
                                                                "td",
                                                                point.validationLoss()
                                                                                .isPresent()
                                                                        ? Brief.number(point.validationLoss()
                                                                                .getAsDouble())
                                                                        : "",
                                                                "class",
                                                                "number"))));
                    }),
                    "class",
                    "scroll short");
        });
    }

    private static String recipe(Training training) {
        return training.recipe().entrySet().stream()
                .map(setting -> setting.getKey() + "=" + setting.getValue())
                .collect(Collectors.joining("  "));
    }
}
