package dev.whetstone.system.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** An image's program while it runs. Bubblewrap stands before it and ends with its exit status, so signals must pass by bubblewrap. */
public final class SandboxedProcess implements AutoCloseable {

    private final Process bubblewrap;
    private final Path log;
    private final Thread atTheEnd = new Thread(this::kill, "kill-sandboxed");

    private SandboxedProcess(Process bubblewrap, Path log) {
        this.bubblewrap = bubblewrap;
        this.log = log;
        Runtime.getRuntime().addShutdownHook(atTheEnd);
    }

    /** Parameters as for {@link Sandbox#program}; standard output and error go to the log. */
    public static SandboxedProcess start(
            ImageTree image, List<Mount> mounts, Map<String, String> environment, List<String> arguments, Path log) {
        return start(Sandbox.program(image, mounts, environment, arguments), log);
    }

    static SandboxedProcess start(ProcessBuilder program, Path log) {
        try {
            Files.createDirectories(log.toAbsolutePath().getParent());
            return new SandboxedProcess(
                    program.redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start(),
                    log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGTERM to the program. */
    public void terminate() {
        bubblewrap.descendants().forEach(ProcessHandle::destroy);
    }

    /** SIGKILL to the program and to bubblewrap. */
    public void kill() {
        bubblewrap.descendants().forEach(ProcessHandle::destroyForcibly);
        bubblewrap.destroyForcibly();
    }

    public boolean alive() {
        return bubblewrap.isAlive();
    }

    /** Completed with the program's exit status, 128 and the signal when one ended it. */
    public CompletableFuture<Integer> ended() {
        return bubblewrap.onExit().thenApply(Process::exitValue);
    }

    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        kill();
        bubblewrap.onExit().join();
        Runtime.getRuntime().removeShutdownHook(atTheEnd);
    }
}
