package dev.whetstone.cli.report;

import dev.whetstone.cli.report.Training.Point;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/** A learning curve as inline SVG: training loss drawn through, validation loss dashed with its points, the step that was kept marked. */
final class CurveChart {

    private static final int WIDTH = 760;
    private static final int HEIGHT = 260;
    private static final int LEFT = 48;
    private static final int RIGHT = 16;
    private static final int TOP = 14;
    private static final int BOTTOM = 40;

    private final Html html;
    private final Training training;
    private final Scale steps;
    private final Scale losses;

    private CurveChart(Html html, Training training) {
        this.html = html;
        this.training = training;
        this.steps = new Scale(0, training.curve().getLast().step(), LEFT, WIDTH - RIGHT);
        this.losses = new Scale(0, highest(training.curve()), HEIGHT - BOTTOM, TOP);
    }

    static void write(Html html, Training training) {
        new CurveChart(html, training).write();
    }

    private static double highest(List<Point> curve) {
        return curve.stream()
                .flatMapToDouble(point -> point.validationLoss().isPresent()
                        ? DoubleStream.of(point.loss(), point.validationLoss().getAsDouble())
                        : DoubleStream.of(point.loss()))
                .filter(Double::isFinite)
                .max()
                .orElse(1);
    }

    private void write() {
        html.in(
                "figure",
                () -> {
                    html.in(
                            "svg",
                            this::draw,
                            "viewBox",
                            "0 0 " + WIDTH + " " + HEIGHT,
                            "role",
                            "img",
                            "aria-label",
                            inWords());
                    html.in(
                            "figcaption",
                            () -> html.element("span", "training loss", "class", "key key-loss")
                                    .text(" ")
                                    .element("span", "validation loss", "class", "key key-validation")
                                    .text(" ")
                                    .element(
                                            "span",
                                            "nats per completion token; the dotted line marks the step that was kept",
                                            "class",
                                            "muted"));
                },
                "class",
                "curve");
    }

    private void draw() {
        for (double tick : losses.ticks()) {
            String y = at(losses.at(tick));
            html.empty("line", "class", "grid", "x1", at(LEFT), "x2", at(WIDTH - RIGHT), "y1", y, "y2", y);
            html.element("text", trimmed(tick), "x", at(LEFT - 8), "y", at(losses.at(tick) + 4), "text-anchor", "end");
        }
        for (double tick : steps.ticks()) {
            html.element(
                    "text",
                    trimmed(tick),
                    "x",
                    at(steps.at(tick)),
                    "y",
                    at(HEIGHT - BOTTOM + 18),
                    "text-anchor",
                    "middle");
        }
        html.element("text", "step", "x", at(WIDTH - RIGHT), "y", at(HEIGHT - 6), "text-anchor", "end");
        training.bestStep()
                .ifPresent(best -> html.empty(
                        "line",
                        "class",
                        "best",
                        "x1",
                        at(steps.at(best)),
                        "x2",
                        at(steps.at(best)),
                        "y1",
                        at(TOP),
                        "y2",
                        at(HEIGHT - BOTTOM)));
        html.empty(
                "polyline",
                "class",
                "loss",
                "points",
                line(training.curve().stream()
                        .filter(point -> Double.isFinite(point.loss()))
                        .map(point -> xy(point.step(), point.loss()))
                        .toList()));
        List<Point> validated = training.curve().stream()
                .filter(point -> point.validationLoss().isPresent())
                .toList();
        html.empty(
                "polyline",
                "class",
                "validation",
                "points",
                line(validated.stream()
                        .map(point -> xy(point.step(), point.validationLoss().getAsDouble()))
                        .toList()));
        validated.forEach(point -> html.empty(
                "circle",
                "class",
                "validation-point",
                "r",
                "3.5",
                "cx",
                at(steps.at(point.step())),
                "cy",
                at(losses.at(point.validationLoss().getAsDouble()))));
    }

    private String xy(double step, double loss) {
        return at(steps.at(step)) + "," + at(losses.at(loss));
    }

    private static String line(List<String> points) {
        return points.stream().collect(Collectors.joining(" "));
    }

    private static String at(double position) {
        return String.format(Locale.ROOT, "%.1f", position);
    }

    private static String trimmed(double tick) {
        return tick == 0
                ? "0"
                : new BigDecimal(String.format(Locale.ROOT, "%.3g", tick))
                        .stripTrailingZeros()
                        .toPlainString();
    }

    private String inWords() {
        Point first = training.curve().getFirst();
        Point last = training.curve().getLast();
        String lowest =
                training.bestValidationLoss().isPresent() && training.bestStep().isPresent()
                        ? ", lowest validation loss "
                                + Brief.number(training.bestValidationLoss().getAsDouble()) + " at step "
                                + training.bestStep().getAsLong()
                        : "";
        return "Learning curve: training loss " + Brief.number(first.loss()) + " to " + Brief.number(last.loss())
                + " over " + last.step() + " steps" + lowest;
    }
}
