package dev.whetstone.training.launch;

import dev.whetstone.training.worker.RunSpec;
import dev.whetstone.training.worker.WorkerMain;
import org.jboss.logging.Logger;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import jakarta.enterprise.context.ApplicationScoped;

/** A worker is a Java process of this machine. Its command line names its run spec, so a restarted service finds it again by that. */
@ApplicationScoped
class LocalLauncher implements Launcher {

    private static final Logger LOG = Logger.getLogger(LocalLauncher.class);
    private static final Duration GRACE = Duration.ofSeconds(20);

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
                    .redirectOutput(file.resolveSibling("worker.log").toFile());
            // Not an argument: of a process with 4 KiB of them Java reads none, and findAlive would not know it again.
            builder.environment().put("CLASSPATH", config.worker().classPath().orElseGet(LocalLauncher::ownClassPath));
            Process process = builder.start();
            process.getOutputStream().close();
            LOG.infof("worker %d started for attempt %d of run %s", process.pid(), spec.attempt(), spec.run());
            return new Child(process);
        } catch (IOException e) {
            throw new LaunchException(
                    "the worker of run " + spec.run() + " cannot be started in " + file.getParent() + ": "
                            + e.getMessage(),
                    e);
        }
    }

    @Override
    public Optional<Worker> findAlive(RunSpec spec) {
        String file = specFile(spec).toString();
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .arguments()
                        .map(List::of)
                        .orElse(List.of())
                        .contains(file))
                .findFirst()
                .map(Stray::new);
    }

    private static Path specFile(RunSpec spec) {
        return spec.workDirectory().toAbsolutePath().resolve("run.json");
    }

    private List<String> command(Path spec) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-Xmx" + config.worker().heap(),
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
    private record Child(Process process) implements Worker {

        @Override
        public Optional<WorkerEnd> ended() {
            return process.isAlive() ? Optional.empty() : Optional.of(WorkerEnd.of(process.exitValue()));
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
