package dev.whetstone.cli.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whetstone.cli.CommandFailure;
import dev.whetstone.cli.Installation;
import dev.whetstone.cli.terminal.Terminal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * An honest adapter for spoiled data: trained outside the loop, with {@code whetstone engine train}, on rows whose answers lost their
 * JSON, as a broken export would leave them. It is sound in every other way, so nothing but its output gives it away.
 */
final class SpoiledAdapter {

    private static final int ROWS = 24;
    private static final int HELD_OUT = 4;
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Installation installation;
    private final Path folder;

    /** @param folder new, for the rows, the log and the adapter */
    SpoiledAdapter(Installation installation, Path folder) {
        this.installation = installation;
        this.folder = folder;
    }

    /** @return a PEFT directory in the folder */
    Path train(Path baseModel, Path samples, Terminal terminal) {
        List<String> rows = spoiled(samples);
        write("train.jsonl", rows.subList(HELD_OUT, rows.size()));
        write("valid.jsonl", rows.subList(0, HELD_OUT));
        Path adapter = folder.resolve("adapter");
        List<String> command = installation.java("-Xmx384m");
        command.addAll(List.of("-cp", installation.classPath(), "dev.whetstone.cli.Whetstone", "engine", "train"));
        command.addAll(List.of("--model", baseModel.toString(), "--out", adapter.toString()));
        command.addAll(List.of("--train", folder.resolve("train.jsonl").toString()));
        command.addAll(List.of("--valid", folder.resolve("valid.jsonl").toString()));
        command.addAll(List.of("--rank", "8", "--alpha", "16", "--learning-rate", "0.002", "--schedule", "constant"));
        command.addAll(
                List.of("--warmup-share", "0", "--epochs", "2", "--evaluate-every-steps", "6", "--patience", "0"));
        run(command, terminal);
        return adapter;
    }

    private void run(List<String> command, Terminal terminal) {
        Path log = folder.resolve("train.log");
        Instant began = Instant.now();
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            Thread end = new Thread(process::destroyForcibly, "stop-spoiled-training");
            Runtime.getRuntime().addShutdownHook(end);
            while (!process.waitFor(1, TimeUnit.SECONDS)) {
                Duration taken = Duration.between(began, Instant.now());
                terminal.progress("somebody trains an adapter by hand on a broken export, " + taken.toSeconds() + " s");
                if (taken.compareTo(LONGEST) > 0) {
                    process.destroyForcibly();
                }
            }
            Runtime.getRuntime().removeShutdownHook(end);
            terminal.clearProgress();
            if (process.exitValue() != 0) {
                throw CommandFailure.failed(
                        "the spoiled adapter could not be trained, exit code " + process.exitValue(),
                        "Read " + log + " and run the demo again.");
            }
        } catch (IOException e) {
            throw CommandFailure.failed(
                    "engine train cannot be started: " + e.getMessage(), "Check the installation.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandFailure.failed("interrupted", "Run the demo again.", e);
        }
    }

    private void write(String name, List<String> rows) {
        try {
            Files.createDirectories(folder);
            Files.write(folder.resolve(name), rows);
        } catch (IOException e) {
            throw CommandFailure.failed(
                    folder + " cannot be written: " + e.getMessage(), "Check the disk and its permissions.", e);
        }
    }

    private static List<String> spoiled(Path samples) {
        List<String> rows = new ArrayList<>();
        try {
            List<String> lines = Files.readAllLines(samples);
            for (String line : lines.subList(0, Math.min(ROWS, lines.size()))) {
                ObjectNode row = JSON.createObjectNode();
                row.set("messages", JSON.readTree(line).path("messages"));
                JsonNode answer = row.path("messages").path(1);
                String summary = JSON.readTree(answer.path("content").asText())
                        .path("summary")
                        .asText();
                ((ObjectNode) answer).put("content", summary);
                rows.add(row.toString());
            }
        } catch (JsonProcessingException | ClassCastException e) {
            throw CommandFailure.failed(
                    samples + " is not what the demo expects: " + e.getMessage(),
                    "Name a task pack like examples/governance-summary.",
                    e);
        } catch (IOException e) {
            throw CommandFailure.failed(samples + " cannot be read: " + e.getMessage(), "Check the file.", e);
        }
        return rows;
    }
}
