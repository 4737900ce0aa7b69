package dev.whetstone.contracts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The checked-in files that tests hold the records against. With {@code -Dwhetstone.contracts.write=true} missing files are written first:
 * that is how a new event gets its schema and golden file. A file that exists is never rewritten.
 */
final class ContractFiles {

    private static final Path FOLDER = Path.of("src/main/resources/whetstone");
    private static final ObjectMapper PRETTY = EventJson.mapper().copy().enable(SerializationFeature.INDENT_OUTPUT);
    private static final boolean WRITE = Boolean.getBoolean("whetstone.contracts.write");

    private ContractFiles() {}

    static JsonNode golden(EventType type, JsonNode fresh) {
        return read(FOLDER.resolve("golden").resolve(fileName(type)), fresh);
    }

    static JsonNode schema(EventType type, JsonNode fresh) {
        return read(FOLDER.resolve("schemas").resolve(fileName(type)), fresh);
    }

    static Path folder() {
        return FOLDER;
    }

    private static String fileName(EventType type) {
        return type.event().getSimpleName() + ".v1.json";
    }

    private static JsonNode read(Path file, JsonNode fresh) {
        try {
            if (WRITE && !Files.exists(file)) {
                Files.createDirectories(file.getParent());
                Files.writeString(file, PRETTY.writeValueAsString(fresh) + "\n");
            }
            return PRETTY.readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(
                    file
                            + " is missing or no JSON; a new event's file is written with -Dwhetstone.contracts.write=true",
                    e);
        }
    }
}
