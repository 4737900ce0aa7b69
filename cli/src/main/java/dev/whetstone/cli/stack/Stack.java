package dev.whetstone.cli.stack;

import dev.whetstone.cli.CommandFailure;
import dev.whetstone.cli.Installation;
import dev.whetstone.cli.api.Gateway;
import dev.whetstone.cli.api.ServiceClient;
import dev.whetstone.cli.terminal.Terminal;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Starts, finds and stops the processes of one stack directory. */
public final class Stack {

    private static final Path SETSID = Path.of("/usr/bin/setsid");
    private static final Duration GRACE = Duration.ofSeconds(20);

    private final StackDirectory directory;
    private final StackRecord record;

    private Stack(StackDirectory directory, StackRecord record) {
        this.directory = directory;
        this.record = record;
    }

    /** The stack that runs in this directory, or at least ran: see {@link #status}. */
    public static Optional<Stack> find(Path root) {
        StackDirectory directory = new StackDirectory(root);
        return StackRecord.read(directory).map(record -> new Stack(directory, record));
    }

    /** The running stack of this directory. */
    public static Stack require(Path root) {
        return find(root)
                .filter(Stack::running)
                .orElseThrow(() -> CommandFailure.failed(
                        "no stack is running under " + root,
                        "Start one with `whetstone up`, or name its directory with --dir."));
    }

    /**
     * Sees to it that every process runs and is ready. What runs already is left alone, so that a stack that lost a process is made whole
     * on its old ports; a stack of which nothing runs gets new ones. A service that says it is not alive any more is started again.
     */
    public static Stack start(
            Installation installation, Path root, Path baseModel, StackSettings settings, Terminal terminal) {
        StackDirectory directory = new StackDirectory(root);
        directory.prepare();
        StackRecord record = StackRecord.read(directory)
                .filter(StackRecord::anyAlive)
                .orElseGet(() -> new StackRecord(StackPorts.free(), settings.baseModelName(), List.of()));
        StackPlan plan = new StackPlan(installation, directory, record.ports(), baseModel, settings);
        record.processes().stream().filter(Stack::givenUp).forEach(process -> {
            terminal.line(process.name() + " says that it is not alive (/q/health/live) and is started again.");
            process.stop(GRACE);
        });
        record = launch(directory, record, plan.servers(), terminal);
        record = launch(directory, record, plan.services(), terminal);
        return new Stack(directory, record);
    }

    private static StackRecord launch(
            StackDirectory directory, StackRecord record, List<ProcessSpec> specs, Terminal terminal) {
        List<ProcessWatch> watches = new ArrayList<>();
        for (ProcessSpec spec : specs) {
            if (!record.alive(spec.name())) {
                record.ports().requireFree(spec.name());
                Process process = begin(directory, spec);
                record = record.with(RunningProcess.of(spec, process));
                record.write(directory);
                watches.add(new ProcessWatch(spec, process));
            }
        }
        watches.forEach(watch -> watch.awaitReady(terminal));
        return record;
    }

    /** In a session of its own, so that an interrupt of the terminal reaches the command first, which then stops it in order. */
    private static Process begin(StackDirectory directory, ProcessSpec spec) {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(SETSID)) {
            command.add(SETSID.toString());
        }
        command.addAll(spec.command());
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(spec.log().toFile()))
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().putAll(spec.environment());
        try {
            Files.deleteIfExists(directory.announcement(spec.name())); // one from an earlier life would lie
            return builder.start();
        } catch (IOException e) {
            throw CommandFailure.failed(
                    spec.name() + " cannot be started: " + e.getMessage(), "See " + spec.log() + ".", e);
        }
    }

    /** Services before servers, so that nothing is refused a last write. */
    public void stop(Terminal terminal) {
        List<RunningProcess> order = new ArrayList<>(record.processes());
        order.sort(Comparator.comparing(process -> isServer(process.name())));
        for (RunningProcess process : order) {
            if (process.alive()) {
                terminal.progress("stopping " + process.name());
                process.stop(GRACE);
            }
        }
        stopStrays();
        terminal.clearProgress();
        try {
            Files.deleteIfExists(directory.record());
        } catch (IOException e) {
            throw CommandFailure.failed("cannot delete " + directory.record(), "Delete it by hand.", e);
        }
    }

    /** Workers of a service that was killed: their command lines name this directory. */
    private void stopStrays() {
        String root = directory.root() + "/";
        ProcessHandle.allProcesses()
                .filter(process -> process.pid() != ProcessHandle.current().pid())
                .filter(process -> process.info().arguments().stream()
                        .flatMap(Arrays::stream)
                        .anyMatch(argument -> argument.startsWith(root)))
                .forEach(ProcessHandle::destroyForcibly);
    }

    public boolean running() {
        return record.processes().stream().allMatch(RunningProcess::alive);
    }

    /** Name, process and port of each part and whether it lives and answers. */
    public List<PartStatus> status() {
        return record.processes().stream()
                .map(process -> new PartStatus(
                        process.name(),
                        process.pid(),
                        process.port(),
                        process.alive(),
                        process.alive() && ready(process)))
                .toList();
    }

    public StackDirectory directory() {
        return directory;
    }

    public String baseModelName() {
        return record.baseModel();
    }

    public StackPorts ports() {
        return record.ports();
    }

    public long pid(String name) {
        return record.processes().stream()
                .filter(process -> process.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the stack has no process " + name))
                .pid();
    }

    public ServiceClient datasets() {
        return client("dataset-service", record.ports().dataset());
    }

    public ServiceClient evals() {
        return client("eval-service", record.ports().eval());
    }

    public ServiceClient training() {
        return client("training-service", record.ports().training());
    }

    public ServiceClient gatewayHttp() {
        return client("inference-gateway", record.ports().gateway());
    }

    public Gateway gateway() {
        return new Gateway("localhost", record.ports().grpc());
    }

    private static ServiceClient client(String name, int port) {
        return new ServiceClient(name, URI.create("http://localhost:" + port));
    }

    private static boolean ready(RunningProcess process) {
        return isServer(process.name())
                || client(process.name(), process.port()).answers("/q/health/ready");
    }

    /** Its process runs, but something in it has ended for good, such as a channel from Kafka. One that is starting does not answer yet. */
    static boolean givenUp(RunningProcess process) {
        return !isServer(process.name())
                && process.alive()
                && client(process.name(), process.port()).status("/q/health/live") == 503;
    }

    private static boolean isServer(String name) {
        return name.equals("kafka") || name.equals("postgres");
    }

    /** One line of {@code whetstone status}. */
    public record PartStatus(String name, long pid, int port, boolean alive, boolean ready) {}
}
