package dev.whetstone.system.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.whetstone.cli.api.ServiceClient;
import dev.whetstone.cli.stack.GivenToServices;
import dev.whetstone.cli.stack.ServiceProcesses;
import dev.whetstone.cli.stack.StackDirectory;
import dev.whetstone.cli.stack.StackPorts;
import dev.whetstone.engine.sample.TinyModel;
import dev.whetstone.local.NodeProcess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Before anything has happened but that a task was described, the four packaged services tell what docs/metrics.md says, and nothing else of ours. */
@Timeout(600)
class MetricsIT {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path root;

    private static NodeProcess kafka;
    private static NodeProcess postgres;
    private static ServiceProcesses services;
    private static Map<String, URI> addresses;

    private final DocumentedMetrics documented = DocumentedMetrics.read(MonitoringFiles.METRICS);

    @BeforeAll
    static void startTheServicesAndDescribeATask() throws IOException {
        StackDirectory directory = GivenToServices.prepare(root.resolve("stack"));
        StackPorts ports = ServiceProcesses.freePorts();
        addresses = Map.of(
                "dataset-service", at(ports.dataset()),
                "eval-service", at(ports.eval()),
                "training-service", at(ports.training()),
                "inference-gateway", at(ports.gateway()));
        kafka = NodeProcess.kafka(directory.data("kafka"), ports.kafka());
        postgres = NodeProcess.postgres(directory.data("postgres"), ports.postgres());
        services = ServiceProcesses.start(
                directory, MonitoringFiles.HOME, TinyModel.write(root.resolve("model")), ports, root.resolve("logs"));
        addresses.forEach((service, address) ->
                await().atMost(PATIENCE).until(() -> Scrape.status(address.resolve("/q/health/ready")) == 200));
        put("dataset-service", "", "{\"splits\":{\"train\":0.5,\"validation\":0.2,\"test\":0.3}}");
        put("eval-service", "/eval", """
                {"prompts":[{"name":"plain","system":"Answer."},{"name":"strict","system":"Answer briefly."}],
                 "shots":[{"messages":[{"role":"user","content":"a shot"},{"role":"assistant","content":"x"}]}],
                 "sampling":{"temperature":0,"max_tokens":4,"repeats":1},
                 "criteria":[{"name":"right","grader":"exact","required":true,"target":0.9,"margin":0.1,"reason":"it is or is not"}]}
                """);
        put("training-service", "/recipe", "{\"recipe\":{\"rank\":2}}");
    }

    @AfterAll
    static void stopAll() {
        services.close();
        kafka.close();
        postgres.close();
    }

    @Test
    void everySeriesOfOursIsDocumented() {
        List<String> findings = new ArrayList<>();
        addresses.forEach((service, address) -> {
            Exposition scrape = Scrape.of(address);
            for (String series : scrape.series()) {
                if (DocumentedMetrics.isOurs(series)) {
                    documented
                            .ofSeries(series)
                            .ifPresentOrElse(
                                    metric -> compare(service, scrape, metric, series, findings),
                                    () -> findings.add(service + " tells " + series));
                }
            }
        });

        assertThat(findings).as("not as docs/metrics.md says").isEmpty();
    }

    private static void compare(
            String service, Exposition scrape, Metric metric, String series, List<String> findings) {
        Set<String> labels = scrape.labels().get(series);
        if (!metric.services().contains(service)) {
            findings.add(service + " is not named with " + series);
        }
        if (!labels.equals(metric.labels())) {
            findings.add(service + ": " + series + " has the labels " + labels + ", not " + metric.labels());
        }
        if (!series.endsWith("_max") && !scrape.typeOf(metric).equals(metric.type())) {
            findings.add(service + ": " + series + " is a " + scrape.typeOf(metric) + ", not a " + metric.type());
        }
    }

    @Test
    void everyDocumentedMetricIsThereFromTheStart() {
        List<String> expected = documented.all().stream()
                .filter(Metric::isThereFromTheStart)
                .filter(metric -> !metric.name().equals("up"))
                .flatMap(metric -> metric.services().stream()
                        .flatMap(service -> metric.series().stream().map(series -> service + " " + series)))
                .toList();

        assertThat(expected).hasSizeGreaterThan(100);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(told()).containsAll(expected));
    }

    /** An alert on the first failure needs a series that was zero before it. */
    @Test
    void countersHaveTheirLabelsWithZeroBeforeTheFirstEvent() {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(Scrape.text(addresses.get("training-service")))
                        .contains("training_jobs_finished_total{outcome=\"diverged\",task=\"metrics\"} 0.0")
                        .contains("training_attempts_finished_total{outcome=\"died\"} 0.0"));
        assertThat(Scrape.text(addresses.get("eval-service")))
                .contains("whetstone_dead_letters_total{reason=\"refused\",topic=\"whetstone.dataset.events.v1\"} 0.0")
                .contains("evaluation_alias_moves_total{action=\"alarmed\",task=\"metrics\"} 0.0");
    }

    private static List<String> told() {
        List<String> told = new ArrayList<>();
        addresses.forEach(
                (service, address) -> Scrape.of(address).series().forEach(series -> told.add(service + " " + series)));
        return told;
    }

    private static void put(String service, String what, String body) throws IOException {
        new ServiceClient(service, addresses.get(service)).put("/v1/tasks/metrics" + what, JSON.readTree(body));
    }

    private static URI at(int port) {
        return URI.create("http://127.0.0.1:" + port);
    }
}
