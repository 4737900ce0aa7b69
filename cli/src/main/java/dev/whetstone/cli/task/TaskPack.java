package dev.whetstone.cli.task;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import dev.whetstone.cli.CommandFailure;
import dev.whetstone.contracts.TaskName;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A folder with a {@code task.yaml} that describes one task to three services. Files that its {@code eval} section names ({@code schema},
 * {@code shots}) are read in, so that what the services get is complete and can be named by a digest.
 *
 * @param dataset for dataset-service
 * @param eval for eval-service
 * @param training for training-service
 */
public record TaskPack(
        Path folder, TaskName task, String title, ObjectNode dataset, ObjectNode eval, ObjectNode training) {

    private static final ObjectMapper YAML =
            new ObjectMapper(new YAMLFactory().disable(YAMLGenerator.Feature.SPLIT_LINES));
    private static final ObjectMapper JSON = new ObjectMapper();

    public static TaskPack read(Path folder) {
        Path file = folder.resolve("task.yaml");
        if (!Files.isRegularFile(file)) {
            throw CommandFailure.usage(
                    folder + " holds no task.yaml", "Name a task pack's folder, such as examples/governance-summary.");
        }
        JsonNode root = parse(YAML, file);
        ObjectNode eval = section(file, root, "eval");
        inline(folder, file, eval);
        return new TaskPack(
                folder,
                taskName(file, root),
                root.path("title").asText(),
                section(file, root, "dataset"),
                eval,
                section(file, root, "training"));
    }

    public Path file(String name) {
        return folder.resolve(name);
    }

    /** Where an answer is cut when it is judged, in tokens; eval-service refuses an eval that does not say it. */
    public int maxTokens() {
        return eval.path("sampling").path("max_tokens").asInt();
    }

    private static TaskName taskName(Path file, JsonNode root) {
        try {
            return new TaskName(root.path("task").asText(null));
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage(
                    file + ": " + e.getMessage(), "Give the task a name, for example task: governance-summary.");
        }
    }

    private static ObjectNode section(Path file, JsonNode root, String name) {
        if (root.get(name) instanceof ObjectNode section) {
            return section;
        }
        throw CommandFailure.usage(
                file + ": section '" + name + "' is missing",
                "A task.yaml has the sections dataset, eval and training.");
    }

    private static void inline(Path folder, Path file, ObjectNode eval) {
        if (eval.path("schema").isTextual()) {
            eval.set(
                    "schema",
                    parse(
                            JSON,
                            existing(
                                    folder,
                                    file,
                                    "eval.schema",
                                    eval.path("schema").asText())));
        }
        if (eval.path("shots").isTextual()) {
            ArrayNode shots = eval.arrayNode();
            Path lines = existing(folder, file, "eval.shots", eval.path("shots").asText());
            for (String line : lines(lines)) {
                shots.add(parse(lines, line));
            }
            eval.set("shots", shots);
        }
    }

    private static Path existing(Path folder, Path file, String field, String name) {
        Path named = folder.resolve(name);
        if (!Files.isRegularFile(named)) {
            throw CommandFailure.usage(
                    file + ": " + field + " names " + named + ", which does not exist",
                    "Correct the name or add the file.");
        }
        return named;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream()
                    .filter(line -> !line.isBlank())
                    .toList();
        } catch (IOException e) {
            throw CommandFailure.failed(file + " cannot be read: " + e.getMessage(), "It has to be UTF-8 text.", e);
        }
    }

    private static JsonNode parse(Path file, String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw CommandFailure.usage(
                    file + " is not JSON Lines: " + e.getOriginalMessage(), "Write one JSON object a line.");
        }
    }

    private static JsonNode parse(ObjectMapper mapper, Path file) {
        try {
            return mapper.readTree(file.toFile());
        } catch (IOException e) {
            throw CommandFailure.usage(file + " cannot be read: " + e.getMessage(), "Correct the file.");
        }
    }
}
