package dev.whetstone.training.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.whetstone.artifacts.StoreSettings;
import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.engine.train.LoraRecipe;
import dev.whetstone.messaging.TraceParent;
import dev.whetstone.training.TunedTask;
import dev.whetstone.training.job.Attempt;
import dev.whetstone.training.launch.Launcher.Worker;
import dev.whetstone.training.worker.RunSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

import javax.tools.ToolProvider;

class LocalLauncherTest {

    private static final UUID RUN = UUID.randomUUID();
    private static final TraceParent TRACE = TraceParent.start();

    @TempDir
    Path directory;

    @Test
    void aWorkerOfAPredecessorIsFoundByItsArgumentsAndCanBeStopped() throws IOException {
        RunSpec spec = spec(1);
        Path file = Files.createDirectories(spec.workDirectory()).resolve("run.json");
        spec.write(file);
        Process predecessors = new ProcessBuilder("tail", "-f", file.toString()).start();
        try {
            LocalLauncher launcher = new LocalLauncher(config());
            Worker found = launcher.find(spec).orElseThrow();
            assertThat(found.ended()).isEmpty();
            assertThat(launcher.find(spec(2))).as("another attempt").isEmpty();
            assertThat(launcher.all()).containsOnlyKeys(new Attempt.Key(RUN, 1));

            found.stop();

            assertThat(found.ended())
                    .as("its status cannot be read: it may have finished")
                    .contains(new WorkerEnd.Spoke());
            assertThat(launcher.find(spec)).isEmpty();
        } finally {
            predecessors.destroyForcibly();
        }
    }

    @Test
    void aWorkerThatCannotBeginIsDeadAndItsLogSaysWhy() throws IOException {
        Worker worker = new LocalLauncher(config()).launch(spec(1));

        await().until(() -> worker.ended().isPresent());

        Path log = spec(1).workDirectory().resolve("worker.log");
        assertThat(worker.ended())
                .hasValueSatisfying(end -> assertThat(end.toString())
                        .contains("exit status 1", "dev.whetstone.training.worker.WorkerMain", log.toString()));
        assertThat(log).content().contains("dev.whetstone.training.worker.WorkerMain");
    }

    @Test
    void aWorkerIsToldToWhichTraceItBelongs() throws IOException {
        compile("""
                package dev.whetstone.training.worker;
                public class WorkerMain {
                    public static void main(String[] args) {
                        System.out.println("I belong to " + System.getenv("TRACEPARENT"));
                    }
                }""");

        Worker worker = new LocalLauncher(config()).launch(spec(1));

        await().until(() -> worker.ended().isPresent());
        assertThat(spec(1).workDirectory().resolve("worker.log")).content().contains("I belong to " + TRACE);
    }

    /** Another worker than the real one, where the class path of {@link #config()} leads. */
    private void compile(String worker) throws IOException {
        Path classes = Files.createDirectories(directory.resolve("classes"));
        Path source = Files.writeString(directory.resolve("WorkerMain.java"), worker);
        int status = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-proc:none", "-d", classes.toString(), source.toString());
        assertThat(status).isZero();
    }

    private RunSpec spec(int attempt) {
        ArtifactRef artifact = TunedTask.artifact("anything");
        return new RunSpec(
                new TaskName("launched"),
                UUID.randomUUID(),
                RUN,
                attempt,
                attempt,
                directory.resolve("base"),
                artifact.digest(),
                artifact.digest(),
                artifact,
                artifact,
                LoraRecipe.defaults(),
                1,
                Optional.empty(),
                StoreSettings.ofDirectory(directory.resolve("artifacts")),
                directory.resolve(RUN.toString()).resolve("attempt-" + attempt),
                "localhost:1",
                1,
                TRACE);
    }

    /** Without classes no worker can begin. */
    private WorkerConfig config() {
        return new WorkerConfig() {
            @Override
            public Path workDirectory() {
                return directory;
            }

            @Override
            public Worker worker() {
                return new Worker() {
                    @Override
                    public String heap() {
                        return "64m";
                    }

                    @Override
                    public Optional<String> classPath() {
                        return Optional.of(directory.resolve("classes").toString());
                    }

                    @Override
                    public int threads() {
                        return 1;
                    }
                };
            }
        };
    }
}
