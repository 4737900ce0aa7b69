package dev.whetstone.cli.report;

/** Every digest in full. */
final class DigestSection {

    private DigestSection() {}

    static void write(Html html, LoopReport report) {
        if (report.digests().isEmpty()) {
            return;
        }
        html.in(
                "section",
                () -> {
                    html.element("h2", "Digests");
                    html.element(
                            "p",
                            "What was evaluated is what is served: each of these names bytes that do not change.",
                            "class",
                            "muted");
                    html.in(
                            "div",
                            () -> html.in("table", () -> {
                                html.in(
                                        "thead",
                                        () -> html.in(
                                                "tr",
                                                () -> html.element("th", "What", "scope", "col")
                                                        .element("th", "Digest", "scope", "col")));
                                html.in(
                                        "tbody",
                                        () -> report.digests()
                                                .forEach(named -> html.in(
                                                        "tr",
                                                        () -> html.element("th", named.what(), "scope", "row")
                                                                .element(
                                                                        "td",
                                                                        named.digest(),
                                                                        "class",
                                                                        "mono digest"))));
                            }),
                            "class",
                            "scroll");
                },
                "id",
                "digests");
    }
}
