package dev.whetstone.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Short-lived programs. */
final class Commands {

    private Commands() {}

    static boolean succeeds(List<String> command) {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException _) {
            return false; // not installed
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalStackException("interrupted while running " + command.getFirst(), e);
        }
    }

    /** @param log receives what the program says */
    static void run(List<String> command, Path log) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            int status = process.waitFor();
            if (status != 0) {
                throw new LocalStackException(
                        String.join(" ", command) + " ended with status " + status + ":\n" + Logs.tail(log, 20));
            }
        } catch (IOException e) {
            throw new LocalStackException(command.getFirst() + " cannot be run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalStackException("interrupted while running " + command.getFirst(), e);
        }
    }
}
