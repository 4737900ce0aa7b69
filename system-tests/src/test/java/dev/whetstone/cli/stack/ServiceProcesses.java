package dev.whetstone.cli.stack;

import dev.whetstone.cli.Installation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The four packaged services as {@code whetstone up} starts them, without its waiting and without its look at the ports. Lies in this
 * package to see {@link StackPlan}.
 */
public final class ServiceProcesses implements AutoCloseable {

    private final Map<String, Process> processes = new HashMap<>();
    private final Path logs;

    private ServiceProcesses(Path logs) {
        this.logs = logs;
    }

    /** Chosen free. */
    public static StackPorts freePorts() {
        return StackPorts.free();
    }

    /**
     * PostgreSQL must have been started in the directory once, for its passwords.
     *
     * @param logs a directory of their own
     */
    public static ServiceProcesses start(
            StackDirectory directory, Path home, Path baseModel, StackPorts ports, Path logs) {
        return start(directory, home, baseModel, ports, logs, Map.of());
    }

    /** @param environment of all four, beside what each is given */
    public static ServiceProcesses start(
            StackDirectory directory,
            Path home,
            Path baseModel,
            StackPorts ports,
            Path logs,
            Map<String, String> environment) {
        StackSettings settings = new StackSettings("base", Optional.empty());
        StackPlan plan = new StackPlan(new Installation(home), directory, ports, baseModel, settings);
        ServiceProcesses started = new ServiceProcesses(logs);
        try {
            Files.createDirectories(logs);
            for (ProcessSpec spec : plan.services()) {
                started.processes.put(spec.name(), started.start(spec, environment));
            }
            return started;
        } catch (IOException e) {
            started.close();
            throw new UncheckedIOException(e);
        }
    }

    private Process start(ProcessSpec spec, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(spec.command())
                .redirectErrorStream(true)
                .redirectOutput(logs.resolve(spec.name() + ".log").toFile());
        builder.environment().putAll(spec.environment());
        builder.environment().putAll(environment);
        return builder.start();
    }

    public Process process(String service) {
        return processes.get(service);
    }

    public String log(String service) {
        try {
            return Files.readString(logs.resolve(service + ".log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        processes.values().forEach(Process::destroyForcibly);
        processes.values().forEach(process -> process.onExit().join());
    }
}
