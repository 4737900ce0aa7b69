package dev.whetstone.training.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.whetstone.artifacts.StoreSettings;
import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.engine.train.LoraRecipe;
import dev.whetstone.local.EmbeddedStack;
import dev.whetstone.local.OtlpReceiver;
import dev.whetstone.local.OtlpReceiver.TracedSpan;
import dev.whetstone.messaging.TraceParent;
import dev.whetstone.training.TunedTask;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** The worker as a process whose environment turns traces on: it refuses its base model, and says so in the trace it was given. */
@QuarkusTest
@QuarkusTestResource(value = EmbeddedStack.class, initArgs = @ResourceArg(name = "schema", value = "training"))
class TracedWorkerTest {

    private static final String FACTS = "whetstone.training.progress.v1";

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String broker;

    @TempDir
    Path directory;

    private final OtlpReceiver receiver = OtlpReceiver.listen(0);
    private final TraceParent launcher = TraceParent.start();

    @AfterEach
    void close() {
        receiver.close();
    }

    @Test
    void itsAttemptAndItsFactsAreSpansOfTheTraceInItsEnvironment() throws Exception {
        String log = runToItsEnd(Map.of("OTEL_SDK_DISABLED", "false"));

        List<TracedSpan> spans = receiver.trace(launcher.trace());
        assertThat(spans)
                .extracting(TracedSpan::name)
                .containsExactlyInAnyOrder("train attempt", "create " + FACTS, "send " + FACTS);
        TracedSpan attempt = named(spans, "train attempt");
        assertThat(attempt.parent()).isEqualTo(launcher.span());
        assertThat(attempt.service()).isEqualTo("training-worker");
        assertThat(attempt.attributes())
                .containsEntry("whetstone.attempt", "1")
                .containsEntry("process.exit.code", String.valueOf(WorkerExit.FINAL_FAILURE));
        assertThat(named(spans, "create " + FACTS).parent()).isEqualTo(attempt.id());
        assertThat(log).doesNotContain(launcher.trace());
    }

    @Test
    void whatTheServicesAreToldWithQuarkusNamesHoldsForItToo() throws Exception {
        runToItsEnd(Map.of("QUARKUS_OTEL_SDK_DISABLED", "false"));

        assertThat(receiver.trace(launcher.trace()))
                .extracting(TracedSpan::name)
                .contains("train attempt");
    }

    @Test
    void withoutBeingAskedItSendsNothing() throws Exception {
        runToItsEnd(Map.of());

        assertThat(receiver.spans()).isEmpty();
    }

    @Test
    void itsLogIsOfJsonWithTheTraceWhenTheServicesLogsAre() throws Exception {
        String log = runToItsEnd(Map.of("QUARKUS_LOG_CONSOLE_JSON_ENABLED", "true"));

        JsonNode refusal = log.lines()
                .filter(line -> line.startsWith("{"))
                .map(TracedWorkerTest::parse)
                .filter(line -> line.path("level").asText().equals("ERROR"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(log));
        assertThat(refusal.path("message").asText()).contains("INVALID_INPUT");
        assertThat(refusal.path("mdc").path("traceId").asText()).isEqualTo(launcher.trace());
    }

    private String runToItsEnd(Map<String, String> environment) throws IOException, InterruptedException {
        Path spec = directory.resolve("run.json");
        spec().write(spec);
        Path log = directory.resolve("worker.log");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        WorkerMain.class.getName(),
                        spec.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        builder.environment().put(TraceParent.VARIABLE, launcher.value());
        builder.environment().put("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.endpoint());
        builder.environment().putAll(environment);
        Process worker = builder.start();
        assertThat(worker.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(worker.exitValue()).as(Files.readString(log)).isEqualTo(WorkerExit.FINAL_FAILURE);
        return Files.readString(log);
    }

    /** Its base model is not the one that the decision is about. */
    private RunSpec spec() throws IOException {
        Path base = Files.createDirectories(directory.resolve("base"));
        Files.writeString(base.resolve("config.json"), "{}");
        ArtifactRef anything = TunedTask.artifact("anything");
        return new RunSpec(
                new TaskName("traced-worker"),
                UUID.randomUUID(),
                UUID.randomUUID(),
                1,
                1,
                base,
                Digest.of("another".getBytes(UTF_8)),
                anything.digest(),
                anything,
                anything,
                LoraRecipe.defaults(),
                1,
                Optional.empty(),
                StoreSettings.ofDirectory(directory.resolve("artifacts")),
                directory.resolve("work"),
                broker,
                1,
                TraceParent.start());
    }

    private static TracedSpan named(List<TracedSpan> spans, String name) {
        return spans.stream()
                .filter(span -> span.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode parse(String line) {
        try {
            return new ObjectMapper().readTree(line);
        } catch (IOException e) {
            throw new AssertionError(line, e);
        }
    }
}
