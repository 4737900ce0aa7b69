package dev.whetstone.system.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.whetstone.contracts.EventJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class VictimTest {

    @TempDir
    Path directory;

    @Test
    void aDatabaseGoesWithAllItsSessions() throws IOException {
        Process server = start("sleep 600 & sleep 600 & wait");
        await().until(() -> server.descendants().count() == 2);
        List<ProcessHandle> sessions = server.descendants().toList();

        new Victim("postgres", server.toHandle()).kill();

        assertThat(server.isAlive()).isFalse();
        assertThat(sessions).hasSize(2).noneMatch(ProcessHandle::isAlive);
    }

    @Test
    void aServiceIsKilledAloneAndItsWorkerLivesOn() throws IOException {
        Process service = start("sleep 600 & wait");
        await().until(() -> service.descendants().count() == 1);
        ProcessHandle worker = service.descendants().findFirst().orElseThrow();

        new Victim("training-service", service.toHandle()).kill();

        assertThat(service.isAlive()).isFalse();
        assertThat(worker.isAlive()).isTrue();
        worker.destroyForcibly();
    }

    @Test
    void whoLivesIsToldFromWhoIsMissing() throws IOException {
        Process service = start("sleep 600");
        ProcessHandle self = ProcessHandle.current();
        Files.writeString(
                directory.resolve("stack.json"),
                EventJson.mapper()
                        .writeValueAsString(Map.of(
                                "ports", Map.of("kafka", 4711),
                                "processes",
                                        List.of(
                                                part("kafka", service.pid(), start(service.toHandle())),
                                                part("postgres", self.pid(), start(self) - 1_000)))));
        LivingStack stack = new LivingStack(directory);

        assertThat(stack.port("kafka")).isEqualTo(4711);
        assertThat(stack.living()).extracting(Victim::name).containsExactly("kafka");
        assertThat(stack.missing()).containsExactly("postgres"); // another process has its number now

        stack.living().getFirst().kill();
        assertThat(stack.missing()).containsExactly("kafka", "postgres");
    }

    @Test
    void theWorkerOfThisStackIsFoundByItsCommandLine() throws IOException {
        Files.writeString(directory.resolve("stack.json"), "{\"processes\": []}");
        String main = "dev.whetstone.training.worker.WorkerMain";
        Process ours = start("read _", main, directory.resolve("run.json").toString());
        Process another = start("read _", main, "/elsewhere/run.json");

        assertThat(new LivingStack(directory).living()).singleElement().satisfies(victim -> {
            assertThat(victim.name()).isEqualTo(LivingStack.WORKER);
            assertThat(victim.process().pid()).isEqualTo(ours.pid());
        });
        end(ours);
        end(another);
    }

    private static Process start(String script, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("sh", "-c", script));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).start();
    }

    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private static long start(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElseThrow();
    }

    private static Map<String, Object> part(String name, long pid, long started) {
        return Map.of("name", name, "pid", pid, "startedMillis", started);
    }
}
