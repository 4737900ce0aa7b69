package dev.whetstone.engine.format;

/** Told after each tensor how far an import has come. */
@FunctionalInterface
public interface ImportProgress {

    ImportProgress SILENT = (_, _) -> {};

    void written(long bytes, long totalBytes);
}
