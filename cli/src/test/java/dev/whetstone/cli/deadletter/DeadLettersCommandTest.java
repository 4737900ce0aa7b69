package dev.whetstone.cli.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.whetstone.cli.ExitCode;
import dev.whetstone.cli.Whetstone;
import dev.whetstone.cli.terminal.PrintedOutput;
import dev.whetstone.contracts.Topic;
import dev.whetstone.local.NodeProcess;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

/** Against a stack of which only the broker is there: a real one. */
@Timeout(90)
class DeadLettersCommandTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path directory;

    private static NodeProcess kafka;

    @RegisterExtension
    final PrintedOutput out = new PrintedOutput();

    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void startAStack() throws IOException {
        kafka = NodeProcess.kafka(directory.resolve("kafka"), 0);
        long started = ProcessHandle.of(kafka.pid())
                .flatMap(process -> process.info().startInstant())
                .map(Instant::toEpochMilli)
                .orElseThrow();
        Files.writeString(
                directory.resolve("stack.json"), """
                {"ports": {"kafka": %d}, "baseModel": "none",
                 "processes": [{"name": "kafka", "pid": %d, "startedMillis": %d, "port": %d}]}
                """.formatted(kafka.port(), kafka.pid(), started, kafka.port()));
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @Test
    void whatWaitsIsListedUntilItIsReplayed() throws IOException {
        die(Topic.DATASET, "0c5b42e0-9d0a-4a3c-8d2e-000000000001");

        assertThat(run("list", "--json")).as(err.toString()).isEqualTo(ExitCode.DONE);
        JsonNode listed = JSON.readTree(out.text());
        assertThat(listed).hasSize(1);
        assertThat(listed.path(0).path("topic").asText()).isEqualTo("whetstone.dataset.events.v1");
        assertThat(listed.path(0).path("event_id").asText()).isEqualTo("0c5b42e0-9d0a-4a3c-8d2e-000000000001");
        assertThat(listed.path(0).path("reason").asText()).isEqualTo("refused");
        assertThat(listed.path(0).path("group").asText()).isEqualTo("some-service.dataset-events");

        out.forget();
        assertThat(run("list")).isEqualTo(ExitCode.DONE);
        assertThat(out.text())
                .contains("whetstone.dataset.events.v1: 1")
                .contains("some-service.dataset-events: a bug in the consumer");

        out.forget();
        assertThat(run("replay", "whetstone.dataset.events.v1")).isEqualTo(ExitCode.DONE);
        assertThat(out.text()).contains("Sent to whetstone.dataset.events.v1 again: 1.");

        out.forget();
        assertThat(run("replay", "whetstone.dataset.events.v1")).as("each once").isEqualTo(ExitCode.DONE);
        assertThat(out.text()).contains("again: 0.");
        out.forget();
        assertThat(run("list")).isEqualTo(ExitCode.DONE);
        assertThat(out.text()).contains("No dead letters wait.");
    }

    @Test
    void anUnknownTopicIsAUsageErrorThatNamesTheKnownOnes() {
        assertThat(run("replay", "whetstone.dataset.events")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("whetstone.dataset.events.v1", "whetstone.traffic.samples.v1");
    }

    @Test
    void withoutAStackItFailsAndSaysHowToStartOne(@TempDir Path empty) {
        int exit = commandLine().execute("dead-letters", "list", "--dir", empty.toString());

        assertThat(exit).isEqualTo(ExitCode.FAILURE);
        assertThat(err.toString()).contains("no stack is running", "whetstone up");
    }

    /** As messaging writes it: the record as it was, and why it died. */
    private static void die(Topic topic, String eventId) {
        ProducerRecord<String, String> letter = new ProducerRecord<>(topic.deadLetterName(), "a-task", "{}");
        Map.of(
                        "ce_id", eventId,
                        "ce_type", "whetstone.dataset.RegressionSamplesAdded.v1",
                        "whetstone-dead-reason", "refused",
                        "whetstone-dead-message", "a bug in the consumer",
                        "whetstone-dead-group", "some-service.dataset-events",
                        "whetstone-dead-origin", topic.topicName() + "-0@7")
                .forEach((name, value) -> letter.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", "localhost:" + kafka.port()),
                new StringSerializer(),
                new StringSerializer())) {
            producer.send(letter);
        }
    }

    private int run(String... arguments) {
        String[] all = new String[arguments.length + 3];
        all[0] = "dead-letters";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        all[all.length - 2] = "--dir";
        all[all.length - 1] = directory.toString();
        return commandLine().execute(all);
    }

    private CommandLine commandLine() {
        return Whetstone.commandLine().setErr(new PrintWriter(err, true));
    }
}
