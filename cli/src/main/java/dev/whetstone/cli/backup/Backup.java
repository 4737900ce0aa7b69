package dev.whetstone.cli.backup;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.whetstone.cli.CommandFailure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * The directory of one backup. {@code backup.json} is written last: without it the rest is half a backup.
 *
 * @param directory holds {@code postgres}, {@code artifacts} and {@code keys}
 */
record Backup(Path directory) {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .enable(SerializationFeature.INDENT_OUTPUT)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    /**
     * What {@code backup.json} says.
     *
     * @param taken when the database was copied
     * @param baseModel what the stack called its base model, which is not in the backup
     */
    record Contents(Instant taken, String baseModel, long artifacts, long bytes) {}

    Backup {
        directory = directory.toAbsolutePath().normalize();
    }

    /** A place for a new one. */
    static Backup into(Path target) {
        if (Files.exists(target)) {
            throw CommandFailure.usage(target + " exists already", "Name a directory that does not: it is made.");
        }
        return new Backup(target);
    }

    /** One that is whole. */
    static Backup find(Path directory) {
        Backup backup = new Backup(directory);
        if (!Files.exists(backup.contentsFile())) {
            throw CommandFailure.usage(
                    directory + " is no backup, or one that was not finished: it has no backup.json",
                    "Name a directory that `whetstone backup` has finished.");
        }
        return backup;
    }

    Path postgres() {
        return directory.resolve("postgres");
    }

    Path artifacts() {
        return directory.resolve("artifacts");
    }

    Path keys() {
        return directory.resolve("keys");
    }

    private Path contentsFile() {
        return directory.resolve("backup.json");
    }

    Contents contents() {
        try {
            return JSON.readValue(contentsFile().toFile(), Contents.class);
        } catch (IOException e) {
            throw new UncheckedIOException(contentsFile() + " cannot be read", e);
        }
    }

    void finish(Contents contents) {
        try {
            JSON.writeValue(contentsFile().toFile(), contents);
        } catch (IOException e) {
            throw new UncheckedIOException(contentsFile() + " cannot be written", e);
        }
    }
}
