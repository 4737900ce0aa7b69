package dev.whetstone.dataset.version;

import dev.whetstone.dataset.report.QualityReport;

/** What became of an upload. */
sealed interface UploadOutcome {

    String PUBLISHED = "published";
    String UNCHANGED = "unchanged";
    String REJECTED = "rejected";

    record Published(Version version) implements UploadOutcome {}

    /** The same bytes, or the same rows, had been published before. */
    record Unchanged(Version version) implements UploadOutcome {}

    /** @param json the report as it is stored */
    record Rejected(byte[] json, QualityReport report) implements UploadOutcome {}

    /** Tag value; dashboards depend on it. */
    default String label() {
        return switch (this) {
            case Published _ -> PUBLISHED;
            case Unchanged _ -> UNCHANGED;
            case Rejected _ -> REJECTED;
        };
    }
}
