package dev.whetstone.cli.bench;

import dev.whetstone.cli.CommandFailure;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One side of a comparison: a program that prints {@link Figures}.
 *
 * @param name as its figures call it
 * @param log gets what it writes to standard error
 */
record Side(String name, List<String> command, Map<String, String> environment, Path log) {

    /** Runs it to its end; the listener hears each figure when it comes. */
    List<Figures> run(Consumer<Figures> listener) {
        List<Figures> all = new ArrayList<>();
        try {
            Files.createDirectories(log.getParent());
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            Thread end = new Thread(process::destroyForcibly, "stop-bench");
            Runtime.getRuntime().addShutdownHook(end);
            try (BufferedReader out = process.inputReader()) {
                for (String line = out.readLine(); line != null; line = out.readLine()) {
                    Figures.parse(line).ifPresent(figures -> {
                        all.add(figures);
                        listener.accept(figures);
                    });
                }
            }
            int code = process.waitFor();
            Runtime.getRuntime().removeShutdownHook(end);
            if (code != 0 || all.isEmpty()) {
                throw CommandFailure.failed(
                        name + " ended with exit code " + code + " after " + all.size() + " figures",
                        "Read " + log + "; rivals are installed by bench/rivals/install.");
            }
            return all;
        } catch (IOException e) {
            throw CommandFailure.failed(
                    name + " cannot be started: " + e.getMessage(), "Install rivals with bench/rivals/install.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandFailure.failed("interrupted", "Run the command again.", e);
        }
    }
}
