package dev.whetstone.system.kill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A process that can be killed. */
public record Victim(String name, ProcessHandle process) {

    private static final String DATABASE = "postgres";
    private static final Duration BURIAL = Duration.ofSeconds(20);

    /**
     * {@code kill -9}, and waits until the system has buried it. The database goes with its server and all sessions, in one stroke:
     * killed alone, its owner's end would stop the server in order.
     */
    public void kill() {
        List<ProcessHandle> doomed = new ArrayList<>();
        if (name.equals(DATABASE)) {
            process.descendants().forEach(doomed::add);
        }
        doomed.add(process);
        kill(doomed);
        doomed.forEach(Victim::awaitBurial);
    }

    private static void kill(List<ProcessHandle> doomed) {
        List<String> command = new ArrayList<>(List.of("sh", "-c", "kill -9 \"$@\"", "kill"));
        doomed.forEach(process -> command.add(Long.toString(process.pid())));
        try {
            new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD) // one may have ended by itself meanwhile
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException("kill cannot be run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while killing", e);
        }
    }

    private static void awaitBurial(ProcessHandle process) {
        try {
            process.onExit().get(BURIAL.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("process " + process.pid() + " is still there after kill -9", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while killing", e);
        }
    }
}
