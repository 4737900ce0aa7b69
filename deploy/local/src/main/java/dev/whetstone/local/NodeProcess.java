package dev.whetstone.local;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A node in a process of its own, forked from this one with its class path. It ends when this process does. */
public final class NodeProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Process process;
    private final int port;

    private NodeProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** @param port 0 for any free one */
    public static NodeProcess kafka(Path directory, int port) {
        return start(KafkaNode.class, directory, port);
    }

    /** @param port 0 for any free one */
    public static NodeProcess postgres(Path directory, int port) {
        return start(PostgresNode.class, directory, port);
    }

    /** The command line of a node, for a launcher that lets it outlive itself. Its {@code node.port} file tells when it is ready. */
    public static List<String> command(Class<? extends AutoCloseable> node, Path directory, int port) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                node == KafkaNode.class ? "-Xmx192m" : "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                node.getName(),
                "--directory",
                directory.toString(),
                "--port",
                String.valueOf(port));
    }

    private static NodeProcess start(Class<? extends AutoCloseable> node, Path directory, int port) {
        try {
            Files.createDirectories(directory);
            Files.deleteIfExists(directory.resolve(NodeMain.PORT_FILE));
            File log = directory.resolve("node.log").toFile();
            List<String> command = new ArrayList<>(command(node, directory, port));
            command.add("--exit-with-parent");
            ProcessBuilder builder = new ProcessBuilder(command);
            builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log));
            Process process = builder.start();
            return new NodeProcess(process, awaitPort(process, directory));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + node.getSimpleName() + " in " + directory, e);
        }
    }

    private static int awaitPort(Process process, Path directory) throws IOException {
        Path file = directory.resolve(NodeMain.PORT_FILE);
        Instant deadline = Instant.now().plus(PATIENCE);
        while (!Files.exists(file)) {
            if (!process.isAlive() || Instant.now().isAfter(deadline)) {
                process.destroyForcibly();
                throw new LocalStackException("the node in " + directory + " did not start:\n"
                        + Logs.tail(directory.resolve("node.log"), 20));
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        return Integer.parseInt(Files.readString(file).trim());
    }

    public int port() {
        return port;
    }

    public long pid() {
        return process.pid();
    }

    public boolean alive() {
        return process.isAlive();
    }

    /** Like {@code kill -9}: nothing is flushed, no one is told. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** Asks the node to stop, as its parent's end would. */
    @Override
    public void close() {
        process.destroy();
        awaitEnd();
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
