package dev.whetstone.cli.report;

/** Dataset versions by number, as people speak of them. */
final class Versions {

    private Versions() {}

    static String name(LoopReport report, String digest) {
        return report.datasets().stream()
                .filter(version -> version.digest().equals(digest))
                .findFirst()
                .map(version -> "dataset version " + version.number())
                .orElse("dataset " + Brief.of(digest));
    }
}
