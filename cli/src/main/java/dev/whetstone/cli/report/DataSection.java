package dev.whetstone.cli.report;

import dev.whetstone.cli.report.LoopReport.DatasetVersion;
import dev.whetstone.cli.report.LoopReport.SplitSize;

import java.util.List;
import java.util.Locale;

/** Dataset versions with their splits. */
final class DataSection {

    private static final List<String> SPLITS = List.of("train", "validation", "test", "regression");

    private DataSection() {}

    static void write(Html html, LoopReport report) {
        if (report.datasets().isEmpty()) {
            return;
        }
        html.in(
                "section",
                () -> {
                    html.element("h2", "Data");
                    html.element(
                            "p",
                            "Test and regression splits are sealed: training holds no key for them.",
                            "class",
                            "muted");
                    html.in(
                            "div",
                            () -> html.in("table", () -> {
                                html.in(
                                        "thead",
                                        () -> html.in("tr", () -> {
                                            html.element("th", "Version", "scope", "col");
                                            SPLITS.forEach(split -> html.element(
                                                    "th",
                                                    split,
                                                    "scope",
                                                    "col",
                                                    "class",
                                                    "number swatch swatch-" + split));
                                            html.element("th", "Shares", "scope", "col");
                                            html.element("th", "Digest", "scope", "col");
                                        }));
                                html.in("tbody", () -> report.datasets().forEach(version -> row(html, version)));
                            }),
                            "class",
                            "scroll");
                },
                "id",
                "data");
    }

    private static void row(Html html, DatasetVersion version) {
        int all = version.splits().stream().mapToInt(SplitSize::rows).sum();
        html.in("tr", () -> {
            html.element("th", String.valueOf(version.number()), "scope", "row");
            SPLITS.forEach(split -> html.element("td", rows(version, split), "class", "number"));
            html.in(
                    "td",
                    () -> html.in(
                            "div", () -> version.splits().forEach(split -> share(html, split, all)), "class", "stack"));
            html.element("td", Brief.of(version.digest()), "class", "mono", "title", version.digest());
        });
    }

    private static String rows(DatasetVersion version, String split) {
        return version.splits().stream()
                .filter(one -> one.name().equals(split))
                .findFirst()
                .map(one -> String.valueOf(one.rows()))
                .orElse("–");
    }

    private static void share(Html html, SplitSize split, int all) {
        if (split.rows() > 0) {
            html.element(
                    "span",
                    "",
                    "class",
                    "split-" + split.name(),
                    "title",
                    split.name() + " " + split.rows(),
                    "style",
                    String.format(Locale.ROOT, "width:%.2f%%", 100.0 * split.rows() / all));
        }
    }
}
