package dev.whetstone.system.kubernetes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A server that ends when this virtual machine does, whatever that dies of: a shell beside it reads a pipe that only we hold open. */
final class ServerProcess implements AutoCloseable {

    private static final String GUARD = """
            exec 3<&0
            "$@" < /dev/null &
            server=$!
            { read -r _ <&3; kill -9 $server; } &
            guard=$!
            wait $server
            status=$?
            kill $guard 2> /dev/null
            exit $status
            """;

    private final String name;
    private final Path log;
    private final Process process;

    private ServerProcess(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
    }

    /** @param name of its log */
    static ServerProcess start(String name, Path program, Path directory, List<String> arguments) {
        Path log = directory.resolve(name + ".log");
        List<String> command = new ArrayList<>(List.of("sh", "-c", GUARD, name, program.toString()));
        command.addAll(arguments);
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            // A proxy of the machine is not for servers of its loopback interface.
            builder.environment()
                    .keySet()
                    .removeIf(variable -> variable.toLowerCase().endsWith("_proxy"));
            return new ServerProcess(name, log, builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + program, e);
        }
    }

    /** @throws IllegalStateException with the end of its log when it is not running */
    void requireAlive() {
        if (!process.isAlive()) {
            throw new IllegalStateException(name + " ended with status " + process.exitValue() + ":\n" + logTail());
        }
    }

    /** The last lines that it wrote. */
    String logTail() {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
        } catch (IOException e) {
            return "its log " + log + " cannot be read: " + e;
        }
    }

    /** Like {@code kill -9}, and waited for. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            process.waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException("stopping " + name, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
