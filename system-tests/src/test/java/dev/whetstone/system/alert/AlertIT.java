package dev.whetstone.system.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.whetstone.cli.stack.GivenToServices;
import dev.whetstone.cli.stack.ServiceProcesses;
import dev.whetstone.cli.stack.StackDirectory;
import dev.whetstone.cli.stack.StackPorts;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.engine.sample.TinyModel;
import dev.whetstone.local.DatabaseAccess;
import dev.whetstone.local.NodeProcess;
import dev.whetstone.local.PostgresNode;
import dev.whetstone.messaging.EventPublisher;
import dev.whetstone.system.audit.TopicReader;
import dev.whetstone.system.audit.TopicRecord;
import dev.whetstone.system.outage.Services;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** From a metric that a packaged service shows, through Prometheus and Alertmanager, to a job. */
@Tag("kubernetes")
@Timeout(300)
class AlertIT {

    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TOKEN = "what-alertmanager-shows";
    private static final String ALERT = "WhetstoneRegressionDetected";
    private static final Path RULES = HOME.resolve("deploy/monitoring/rules/whetstone.rules.yaml");
    private static final int STORM = 200;

    @TempDir
    static Path root;

    private static final List<AutoCloseable> STARTED = new ArrayList<>();

    private static StackDirectory directory;
    private static StackPorts ports;
    private static Services all;
    private static ServiceProcesses services;
    private static Monitoring monitoring;
    private static EventPublisher events;

    private final TunedTask minutes = new TunedTask(new TaskName("minutes"));

    @BeforeAll
    static void startEverything() throws IOException {
        directory = GivenToServices.prepare(root.resolve("stack"));
        Path model = TinyModel.write(root.resolve("model"));
        ports = ServiceProcesses.freePorts();
        all = new Services(ports);
        started(NodeProcess.kafka(directory.data("kafka"), ports.kafka()));
        started(NodeProcess.postgres(directory.data("postgres"), ports.postgres()));
        services = started(ServiceProcesses.start(
                directory,
                HOME,
                model,
                ports,
                root.resolve("logs"),
                Map.of("WHETSTONE_ALERT_INTAKE_TOKEN", TOKEN, "WHETSTONE_ALERT_INTAKE_NAMES", ALERT)));
        for (String service : Services.NAMES) {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(all.status(service, "/q/health/ready"))
                            .as(services.log(service))
                            .isEqualTo(200));
        }
        String rules = Files.readString(RULES);
        monitoring = started(Monitoring.start(root.resolve("monitoring"), ports.eval(), TOKEN, rules));
        await().atMost(PATIENCE).until(monitoring::ready);
        events = started(EventPublisher.connect("127.0.0.1:" + ports.kafka(), "test"));
    }

    @AfterAll
    static void stopEverything() throws Exception {
        // Whatever was started, should the start of another have failed; the last first.
        for (AutoCloseable started : STARTED.reversed()) {
            started.close();
        }
    }

    private static <T extends AutoCloseable> T started(T closeable) {
        STARTED.add(closeable);
        return closeable;
    }

    @Test
    void aRealAlertQueuesOneRetrainingAndAStormNoSecond() throws IOException, SQLException {
        // Given: a task with an eval, evidence, and a first job that has failed; nothing waits to become a job
        recipe("0s");
        put("eval-service", "/eval", """
                {"prompts":[{"name":"plain","system":"Answer."},{"name":"strict","system":"Answer briefly."}],
                 "shots":[{"messages":[{"role":"user","content":"a shot"},{"role":"assistant","content":"x"}]}],
                 "sampling":{"temperature":0,"max_tokens":4,"repeats":1},
                 "criteria":[{"name":"right","grader":"exact","required":true,"target":0.9,"margin":0.1,"reason":"it is or is not"}]}
                """);
        minutes.told(events);
        minutes.justified(events);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(jobs().path(0).path("status").asText())
                        .as(services.log("training-service"))
                        .isEqualTo("FAILED"));
        assertThat(queuedBy("ALERT")).isEmpty();

        // When: the gauge of a regression rises
        raiseTheGauge();

        // Then: the alert fires, and one job is queued because of it
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(queuedBy("ALERT"))
                        .as(() -> monitoring.log() + services.log("eval-service"))
                        .hasSize(1));
        assertThat(monitoring.alerts())
                .anyMatch(
                        alert -> alert.path("labels").path("alertname").asText().equals(ALERT));
        assertThat(jobs().path(0).path("trigger").asText()).isEqualTo("alert");

        // When: 200 more of the same task
        recipe("1h");
        monitoring.fire(storm());
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(count("evaluation", "SELECT count(*) FROM taken_alert"))
                        .isEqualTo(STORM + 1));

        // Then: each is told once, training-service has heard them all, and none has queued a second job
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(alertsOnTheTopic()).hasSize(STORM + 1));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(count(
                                "training", "SELECT count(*) FROM inbox_event WHERE consumer = 'evaluation-events'"))
                        .isGreaterThanOrEqualTo(STORM + 2));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(all.client("training-service")
                                .get("/v1/tasks/minutes/trigger")
                                .path("waits_for")
                                .asText())
                        .contains("cooling down"));
        assertThat(queuedBy("ALERT")).hasSize(1);
        assertThat(jobs()).hasSize(2);
    }

    private static void recipe(String cooldown) throws IOException {
        put(
                "training-service",
                "/recipe",
                "{\"recipe\":{\"rank\":2},\"retraining\":{\"debounce\":\"2s\",\"cooldown\":\"" + cooldown + "\"}}");
    }

    private static void put(String service, String what, String body) throws IOException {
        all.client(service).put("/v1/tasks/minutes" + what, JSON.readTree(body));
    }

    private static JsonNode jobs() {
        return all.client("training-service").get("/v1/tasks/minutes/jobs");
    }

    private static List<TopicRecord> queuedBy(String trigger) {
        return TopicReader.read("127.0.0.1:" + ports.kafka(), List.of("whetstone.training.events.v1")).stream()
                .filter(record -> record.type().equals("whetstone.training.TrainingQueued.v1")
                        && record.json().contains("\"trigger\":\"" + trigger + "\""))
                .toList();
    }

    private static List<TopicRecord> alertsOnTheTopic() {
        return TopicReader.read("127.0.0.1:" + ports.kafka(), List.of("whetstone.evaluation.events.v1")).stream()
                .filter(record -> record.type().equals("whetstone.evaluation.RetrainingAlerted.v1"))
                .toList();
    }

    /** As a regression would: the service's gauge shows the open rows of this table. */
    private static void raiseTheGauge() throws SQLException {
        try (Connection database = connect("evaluation");
                Statement statement = database.createStatement()) {
            statement.execute("""
                    INSERT INTO alert (id, task, criterion, expected, outputs, failures, proposed_rows, raised_at)
                    VALUES (gen_random_uuid(), 'minutes', 'right', 0.05, 20, 9, 0, now())""");
        }
    }

    private static ArrayNode storm() {
        ArrayNode alerts = JSON.createArrayNode();
        for (int number = 0; number < STORM; number++) {
            alerts.addObject()
                    .putObject("labels")
                    .put("alertname", ALERT)
                    .put("task", "minutes")
                    .put("replica", "gateway-" + number);
        }
        return alerts;
    }

    private static long count(String schema, String query) throws SQLException {
        try (Connection database = connect(schema);
                Statement statement = database.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static Connection connect(String schema) throws SQLException {
        DatabaseAccess access = PostgresNode.access(directory.data("postgres"), ports.postgres(), schema);
        return DriverManager.getConnection(access.jdbcUrl(), access.username(), access.password());
    }
}
