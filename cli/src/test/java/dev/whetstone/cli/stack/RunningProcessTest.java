package dev.whetstone.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

class RunningProcessTest {

    @Test
    void aProcessIsKnownByItsPidAndItsStart() throws IOException {
        Process process = new ProcessBuilder("sleep", "60").start();
        try {
            RunningProcess running = RunningProcess.of(spec(), process);
            RunningProcess another = new RunningProcess("sleep", running.pid(), running.startedMillis() - 5_000, 0);

            assertThat(running.alive()).isTrue();
            assertThat(another.alive()).as("the pid was given to somebody else").isFalse();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void stoppingEndsAProcessThatDoesNotListen() throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sh", "-c", "trap '' TERM; echo deaf; while :; do sleep 1; done").start();
        assertThat(process.inputReader().readLine()).isEqualTo("deaf");

        RunningProcess.of(spec(), process).stop(Duration.ofMillis(300));

        assertThat(process.waitFor()).isEqualTo(137);
    }

    private static ProcessSpec spec() {
        return new ProcessSpec(
                "sleep", List.of("sleep", "60"), Map.of(), Path.of("none.log"), 0, () -> true, Duration.ofSeconds(1));
    }
}
