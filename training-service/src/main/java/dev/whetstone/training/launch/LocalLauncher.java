package dev.whetstone.training.launch;

import dev.whetstone.messaging.TraceParent;
import dev.whetstone.training.job.Attempt;
import dev.whetstone.training.worker.RunSpec;
import dev.whetstone.training.worker.WorkerMain;
import io.smallrye.common.annotation.Identifier;
import org.jboss.logging.Logger;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import jakarta.enterprise.context.ApplicationScoped;

/** A worker is a Java process of this machine. Its command line names its run spec, so a restarted service finds it again by that. */
@ApplicationScoped
@Identifier("local")
class LocalLauncher implements Launcher {

    private static final Logger LOG = Logger.getLogger(LocalLauncher.class);
    private static final Duration GRACE = Duration.ofSeconds(20);
    private static final Pattern SPEC = Pattern.compile("/([0-9a-f-]{36})/attempt-(\\d{1,9})/run\\.json$");

    private final WorkerConfig config;

    LocalLauncher(WorkerConfig config) {
        this.config = config;
    }

    @Override
    public Worker launch(RunSpec spec) {
        Path file = specFile(spec);
        try {
            Files.createDirectories(file.getParent());
            spec.write(file);
            ProcessBuilder builder = new ProcessBuilder(command(file))
                    .redirectErrorStream(true)
                    .redirectOutput(logFile(file).toFile());
            // Not an argument: of a process with 4 KiB of them Java reads none, and find would not know it again.
            builder.environment().put("CLASSPATH", config.worker().classPath().orElseGet(LocalLauncher::ownClassPath));
            builder.environment().put(TraceParent.VARIABLE, spec.trace().value());
            Process process = builder.start();
            process.getOutputStream().close();
            LOG.infof("worker %d started for attempt %d of run %s", process.pid(), spec.attempt(), spec.run());
            return new Child(process, logFile(file));
        } catch (IOException e) {
            throw new LaunchException.Refused(
                    "the worker of run " + spec.run() + " cannot be started in " + file.getParent() + ": "
                            + e.getMessage(),
                    e);
        }
    }

    @Override
    public Optional<String> obstacle() {
        return Optional.empty();
    }

    @Override
    public Optional<Worker> find(RunSpec spec) {
        String file = specFile(spec).toString();
        return ProcessHandle.allProcesses()
                .filter(process -> arguments(process).contains(file))
                .findFirst()
                .map(Stray::new);
    }

    @Override
    public Map<Attempt.Key, Worker> all() {
        Map<Attempt.Key, Worker> workers = new HashMap<>();
        ProcessHandle.allProcesses()
                .forEach(process -> arguments(process).stream()
                        .flatMap(argument -> attempt(argument).stream())
                        .forEach(attempt -> workers.put(attempt, new Stray(process))));
        return workers;
    }

    /** A child could outlive this process, but nobody would read its exit status then. */
    @Override
    public boolean outlivesService() {
        return false;
    }

    private static List<String> arguments(ProcessHandle process) {
        return process.info().arguments().map(List::of).orElse(List.of());
    }

    /** The attempt whose run spec this argument names, if it is one of this service's. */
    private Optional<Attempt.Key> attempt(String argument) {
        Matcher spec = SPEC.matcher(argument);
        return argument.startsWith(config.workDirectory().toAbsolutePath() + File.separator) && spec.find()
                ? Optional.of(new Attempt.Key(UUID.fromString(spec.group(1)), Integer.parseInt(spec.group(2))))
                : Optional.empty();
    }

    private static Path specFile(RunSpec spec) {
        return spec.workDirectory().toAbsolutePath().resolve("run.json");
    }

    private static Path logFile(Path spec) {
        return spec.resolveSibling("worker.log");
    }

    private List<String> command(Path spec) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-Xmx" + config.worker().heap(),
                "--add-modules=jdk.incubator.vector", // passes are computed faster with it
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
                "-Dorg.bytedeco.javacpp.maxbytes=0",
                WorkerMain.class.getName(),
                spec.toString()));
        return command;
    }

    /** Packaged, this service runs from quarkus-run.jar, and its libraries lie beside it. */
    private static String ownClassPath() {
        String path = System.getProperty("java.class.path");
        if (!path.endsWith("quarkus-run.jar")) {
            return path;
        }
        Path application = Path.of(path).toAbsolutePath().getParent();
        return String.join(
                File.pathSeparator,
                application.resolve("app") + "/*",
                application.resolve("lib/main") + "/*",
                application.resolve("lib/boot") + "/*");
    }

    private static void stop(ProcessHandle process) {
        process.destroy();
        try {
            process.onExit().get(GRACE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.warnf("worker %d did not end within %d s and is killed", process.pid(), GRACE.toSeconds());
            process.destroyForcibly();
        } catch (ExecutionException e) {
            throw new IllegalStateException("waiting for worker " + process.pid(), e);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Started by this process: its exit status can be read. */
    private record Child(Process process, Path log) implements Worker {

        @Override
        public Optional<WorkerEnd> ended() {
            return process.isAlive()
                    ? Optional.empty()
                    : Optional.of(WorkerEnd.of(process.exitValue(), this::explanation));
        }

        private String explanation() {
            return LogTail.of(log) + "\n(the whole of it: " + log + ")";
        }

        @Override
        public void stop() {
            LocalLauncher.stop(process.toHandle());
        }
    }

    /** Started by a predecessor: whether it lives is all that can be seen. */
    private record Stray(ProcessHandle process) implements Worker {

        @Override
        public Optional<WorkerEnd> ended() {
            // Its status is not known: it may well have finished.
            return process.isAlive() ? Optional.empty() : Optional.of(new WorkerEnd.Spoke());
        }

        @Override
        public void stop() {
            LocalLauncher.stop(process);
        }
    }
}
