package dev.whetstone.cli.stack;

import dev.whetstone.cli.CommandFailure;
import dev.whetstone.cli.terminal.Terminal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Waits until a started process can work, or says why it cannot, with the end of its log. */
record ProcessWatch(ProcessSpec spec, Process process) {

    private static final int LOG_LINES = 12;

    void awaitReady(Terminal terminal) {
        Instant deadline = Instant.now().plus(spec.patience());
        boolean ready = false;
        while (!ready) {
            ready = spec.ready().getAsBoolean();
            if (!process.isAlive()) { // whoever answers then, it is somebody else on its port
                throw CommandFailure.failed(
                        spec.name() + " ended with status " + process.exitValue()
                                + " before it was ready. Its last lines:\n" + lastLines(),
                        "The whole log is " + spec.log() + ".");
            }
            if (!ready && Instant.now().isAfter(deadline)) {
                throw CommandFailure.failed(
                        spec.name() + " was not ready within " + spec.patience().toSeconds() + " s. Its last lines:\n"
                                + lastLines(),
                        "The whole log is " + spec.log() + ".");
            }
            if (!ready) {
                terminal.progress("starting " + spec.name());
                pause();
            }
        }
        terminal.clearProgress();
    }

    private void pause() {
        try {
            process.waitFor(150, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandFailure.failed("interrupted while " + spec.name() + " was starting", "Run the command again.");
        }
    }

    private String lastLines() {
        Path log = spec.log();
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
        } catch (IOException e) {
            return "(" + log + " cannot be read: " + e.getMessage() + ")";
        }
    }
}
