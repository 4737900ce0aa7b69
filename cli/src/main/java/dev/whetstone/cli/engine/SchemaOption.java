package dev.whetstone.cli.engine;

import dev.whetstone.cli.CommandFailure;
import dev.whetstone.engine.LanguageModel;
import dev.whetstone.engine.constrain.Constraint;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What every completion is held to while it is generated. */
final class SchemaOption {

    @Option(
            names = "--schema",
            paramLabel = "FILE",
            description = "JSON Schema that every completion is held to; goes with no --stop. Default: none.")
    Path schema;

    /** What can be told before the model is loaded, which takes seconds. */
    void requireUsable(SamplingOptions sampling) {
        if (schema == null) {
            return;
        }
        if (!Files.isRegularFile(schema)) {
            throw CommandFailure.usage("--schema: " + schema + " is no file", "Name a file with one JSON Schema.");
        }
        if (!sampling.stop.isEmpty()) {
            throw CommandFailure.usage(
                    "--stop could cut a completion that --schema holds", "Leave one of the two out.");
        }
    }

    Optional<Constraint> compile(LanguageModel model) {
        return Optional.ofNullable(schema)
                .map(file -> Explained.run(() -> model.constraints().compile(read(file))));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw CommandFailure.failed(
                    "--schema: " + file + " cannot be read: " + e, "Check its permissions, and that it is UTF-8.", e);
        }
    }
}
