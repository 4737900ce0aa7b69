package dev.whetstone.cli.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The report as two files: {@code report.html} for a person, {@code report.json} for a program. */
public final class LoopReportFiles {

    private LoopReportFiles() {}

    /** @return the page */
    public static Path write(LoopReport report, Path folder) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("report.json"), report.json());
            return Files.writeString(folder.resolve("report.html"), LoopPage.html(report));
        } catch (IOException e) {
            throw new UncheckedIOException("the report cannot be written to " + folder, e);
        }
    }
}
