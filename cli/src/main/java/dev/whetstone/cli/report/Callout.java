package dev.whetstone.cli.report;

import java.util.List;

/** A decision in a box: outcome, reasons, when and about what. */
final class Callout {

    private Callout() {}

    static void write(Html html, String tone, String outcome, List<String> reasons, String about) {
        html.in(
                "div",
                () -> {
                    html.in(
                            "p",
                            () -> html.element("span", outcome, "class", "outcome")
                                    .text(" ")
                                    .element("span", about, "class", "muted"));
                    if (reasons.size() == 1) {
                        html.element("p", reasons.getFirst());
                    } else if (!reasons.isEmpty()) {
                        html.in("ul", () -> reasons.forEach(reason -> html.element("li", reason)));
                    }
                },
                "class",
                ("callout " + tone).strip());
    }
}
