package dev.whetstone.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whetstone.cli.CommandFailure;
import dev.whetstone.cli.ExitCode;
import dev.whetstone.cli.Installation;
import dev.whetstone.cli.terminal.Terminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Somebody else listens where a part of the stack would. */
class TakenPortTest {

    @TempDir
    Path root;

    private ServerSocket taken;

    @BeforeEach
    void takeAPort() throws IOException {
        taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void giveItBack() throws IOException {
        taken.close();
    }

    @Test
    void upNamesThePortAndWhoNeedsItAndStartsNothingThere() {
        // Given: a stack that goes on running without its broker, on whose port somebody else listens by now
        StackDirectory directory = new StackDirectory(root);
        directory.prepare();
        new StackRecord(ports(taken.getLocalPort(), 0), "base", List.of(thisProcess())).write(directory);

        // When
        assertThatThrownBy(() -> Stack.start(
                        new Installation(root),
                        root,
                        root.resolve("model"),
                        new StackSettings("base", Optional.empty()),
                        Terminal.quiet()))
                // Then
                .isInstanceOfSatisfying(CommandFailure.class, failure -> {
                    assertThat(failure.exitCode()).isEqualTo(ExitCode.FAILURE);
                    assertThat(failure.whatToDo()).contains("ss -ltnp").contains("whetstone down");
                })
                .hasMessageContaining("kafka cannot be started: port " + taken.getLocalPort() + " is taken");
        assertThat(StackRecord.read(directory).orElseThrow().processes()).containsExactly(thisProcess());
        assertThat(directory.log("kafka")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"kafka", "postgres", "dataset-service", "eval-service", "training-service", "inference-gateway"})
    void everyPartIsCheckedOnItsOwnPort(String part) throws IOException {
        StackPorts all = StackPorts.free();
        all.requireFree(part);
        try (ServerSocket _ = new ServerSocket(port(all, part), 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> all.requireFree(part))
                    .hasMessageStartingWith(part + " cannot be started: port " + port(all, part));
        }
    }

    @Test
    void theGatewayNeedsItsPortForGrpcToo() {
        assertThatThrownBy(() -> ports(0, taken.getLocalPort()).requireFree("inference-gateway"))
                .hasMessageContaining("port " + taken.getLocalPort() + " is taken");
    }

    @Test
    void whoAnswersOnThePortOfAProcessThatEndedIsNotTakenForIt() throws IOException, InterruptedException {
        Path log = Files.writeString(root.resolve("service.log"), "Port 8081 seems to be in use\n");
        Process ended = new ProcessBuilder("sh", "-c", "exit 1").start();
        ended.waitFor();
        ProcessSpec spec = new ProcessSpec(
                "dataset-service", List.of("sh"), Map.of(), log, 8081, () -> true, Duration.ofSeconds(5));

        assertThatThrownBy(() -> new ProcessWatch(spec, ended).awaitReady(Terminal.quiet()))
                .isInstanceOfSatisfying(
                        CommandFailure.class,
                        failure -> assertThat(failure.whatToDo()).contains(log.toString()))
                .hasMessageContaining("dataset-service ended with status 1")
                .hasMessageContaining("Port 8081 seems to be in use");
    }

    private static int port(StackPorts ports, String part) {
        return switch (part) {
            case "kafka" -> ports.kafka();
            case "postgres" -> ports.postgres();
            case "dataset-service" -> ports.dataset();
            case "eval-service" -> ports.eval();
            case "training-service" -> ports.training();
            default -> ports.gateway();
        };
    }

    private static StackPorts ports(int kafka, int grpc) {
        return new StackPorts(kafka, 0, 0, 0, 0, 0, grpc);
    }

    private static RunningProcess thisProcess() {
        ProcessHandle self = ProcessHandle.current();
        return new RunningProcess(
                "eval-service",
                self.pid(),
                self.info().startInstant().orElseThrow().toEpochMilli(),
                0);
    }
}
