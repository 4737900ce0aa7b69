package dev.whetstone.system.kill;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.contracts.EventJson;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs {@code ./whetstone} as a person would, keeping what it says in a log. */
public final class Commands {

    private static final long PATIENCE_MINUTES = 10;

    private final Path home;
    private final Path stack;
    private final Path log;
    private final Map<String, String> environment;

    /** @param log receives every command, its output and its exit status */
    public Commands(Path home, Path stack, Path log) {
        this(home, stack, log, Map.of());
    }

    /** @param environment variables beside those of this process */
    public Commands(Path home, Path stack, Path log, Map<String, String> environment) {
        this.home = home;
        this.stack = stack;
        this.log = log;
        this.environment = Map.copyOf(environment);
    }

    /** How a command ended. */
    public record Ended(int status, String output) {

        public boolean well() {
            return status == 0;
        }
    }

    /** @param arguments without {@code --dir}, which is added */
    public Ended run(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(home.resolve("whetstone").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("--dir", stack.toString()));
        try {
            Path output = Files.createTempFile("kill-loop", ".out");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(home.toFile())
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            boolean ended = process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES);
            if (!ended) {
                process.destroyForcibly();
            }
            Ended result = new Ended(ended ? process.exitValue() : -1, Files.readString(output));
            Files.delete(output);
            record(command, result);
            return result;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + command, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while running " + command, e);
        }
    }

    /** @throws IllegalStateException with what the command said when it did not end well */
    public Ended require(String... arguments) {
        Ended ended = run(arguments);
        if (!ended.well()) {
            throw new IllegalStateException("whetstone " + String.join(" ", arguments) + " ended with " + ended.status()
                    + ":\n" + ended.output());
        }
        return ended;
    }

    /** @return what a command with {@code --json} printed */
    public JsonNode json(String... arguments) {
        String output = require(arguments).output();
        try {
            return EventJson.mapper().readTree(output.substring(output.indexOf('{')));
        } catch (IOException | StringIndexOutOfBoundsException e) {
            throw new IllegalStateException(
                    "whetstone " + String.join(" ", arguments) + " printed no JSON:\n" + output, e);
        }
    }

    private void record(List<String> command, Ended ended) throws IOException {
        String text = "$ " + String.join(" ", command) + "\n" + ended.output() + "→ " + ended.status() + "\n";
        Files.writeString(log, text, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
