package dev.whetstone.cli.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The report as one HTML page: no script, no outside resource, light or dark as the reader's system is. */
public final class LoopPage {

    private LoopPage() {}

    public static String html(LoopReport report) {
        Html html = new Html();
        html.in(
                "html",
                () -> {
                    head(html, report);
                    html.in("body", () -> body(html, report));
                },
                "lang",
                "en");
        return html.toString();
    }

    private static void head(Html html, LoopReport report) {
        html.in(
                "head",
                () -> html.empty("meta", "charset", "utf-8")
                        .empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1")
                        .empty("meta", "name", "color-scheme", "content", "light dark")
                        .element("title", "Loop report: " + report.task())
                        .style(styleSheet()));
    }

    private static void body(Html html, LoopReport report) {
        html.in("header", () -> {
            html.element("p", "Whetstone loop report", "class", "eyebrow");
            html.element("h1", report.title().isEmpty() ? report.task() : report.title());
            html.element(
                    "p",
                    "Task " + report.task() + base(report) + ", written " + Brief.time(report.writtenAt()) + " UTC",
                    "class",
                    "muted");
        });
        StepsSection.write(html, report);
        html.in("main", () -> {
            GlanceSection.write(html, report);
            DataSection.write(html, report);
            DecisionSection.write(html, report);
            TrainingSection.write(html, report);
            ComparisonSection.write(html, report);
            VerdictSection.write(html, report);
            ServingSection.write(html, report);
            ItemSection.write(html, report);
            DigestSection.write(html, report);
        });
        html.in(
                "footer",
                () -> html.element(
                        "p",
                        "Intervals are one-sided 95 % bounds at either end. Every number stands in report.json beside this page.",
                        "class",
                        "muted"));
    }

    private static String base(LoopReport report) {
        return report.base().isEmpty() ? "" : ", base model " + report.base();
    }

    private static String styleSheet() {
        try (InputStream css = LoopPage.class.getResourceAsStream("report.css")) {
            if (css == null) {
                throw new IllegalStateException("report.css is not in the class path beside LoopPage");
            }
            return new String(css.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
