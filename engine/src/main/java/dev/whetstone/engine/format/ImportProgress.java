package dev.whetstone.engine.format;

/** Told after each tensor how far an import has come. */
@FunctionalInterface
public interface ImportProgress {

    ImportProgress SILENT = (_, _, _) -> {};

    /** @param tensor its Hugging Face name */
    void written(String tensor, int done, int all);
}
