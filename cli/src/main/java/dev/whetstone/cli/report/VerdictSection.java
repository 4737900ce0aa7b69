package dev.whetstone.cli.report;

/** Does an adapter replace what is served. */
final class VerdictSection {

    private VerdictSection() {}

    static void write(Html html, LoopReport report) {
        if (report.verdicts().isEmpty()) {
            return;
        }
        html.in(
                "section",
                () -> {
                    html.element("h2", "Does the adapter replace what is served?");
                    report.verdicts()
                            .forEach(verdict -> Callout.write(
                                    html,
                                    Tone.of(verdict.verdict()),
                                    Brief.words(verdict.verdict()),
                                    verdict.reasons(),
                                    "adapter " + Brief.of(verdict.adapter()) + ", " + Brief.time(verdict.judgedAt())
                                            + ", " + Versions.name(report, verdict.dataset())));
                },
                "id",
                "verdict");
    }
}
