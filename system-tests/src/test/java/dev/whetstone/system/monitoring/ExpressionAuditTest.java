package dev.whetstone.system.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The audit finds what is planted, against a real Prometheus that scrapes two made-up series. */
@Tag("kubernetes")
@Timeout(60)
class ExpressionAuditTest {

    private static final String TOLD = "queue_length 3\nempty_buckets_sum 0\nempty_buckets_count 0\n";

    @TempDir
    static Path directory;

    private static HttpServer service;
    private static PrometheusServer prometheus;
    private static Instant from;

    @BeforeAll
    static void scrape() throws IOException {
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/q/metrics", call -> {
            byte[] body = TOLD.getBytes(StandardCharsets.UTF_8);
            call.sendResponseHeaders(200, body.length);
            call.getResponseBody().write(body);
            call.close();
        });
        service.start();
        Path targets = Files.writeString(
                directory.resolve("targets.json"),
                "[{\"targets\": [\"127.0.0.1:" + service.getAddress().getPort()
                        + "\"], \"labels\": {\"job\": \"dataset-service\"}}]");
        prometheus = PrometheusServer.start(directory.resolve("prometheus"), targets, Duration.ofSeconds(1));
        from = Instant.now().minusSeconds(5);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> !prometheus.query("queue_length offset 3s").isEmpty());
    }

    @AfterAll
    static void stop() {
        prometheus.close();
        service.stop(0);
    }

    @Test
    void dataIsNoFindingAndNoDataIsOne() {
        assertThat(findings(
                        "empty: []", new Expression("a", "queue_length > 1"), new Expression("b", "nobody_tells_me")))
                .containsExactly("no data: b: nobody_tells_me");
    }

    @Test
    void aQuotientOfNothingByNothingIsNoData() {
        assertThat(findings("empty: []", new Expression("a", "empty_buckets_sum / empty_buckets_count")))
                .singleElement()
                .asString()
                .startsWith("no data: a");
    }

    @Test
    void whatIsListedAsEmptyMustBe() {
        String listed = """
                empty:
                  - {where: a, reason: nobody waits while all is well}
                  - {where: b, reason: nobody waits while all is well}
                  - {where: c, reason: sometimes somebody waits, may_have_data: true}
                  - {where: d, reason: was renamed}
                """;

        assertThat(findings(
                        listed,
                        new Expression("a", "queue_length > 1"),
                        new Expression("b", "queue_length > 5"),
                        new Expression("c", "queue_length")))
                .containsExactly(
                        "data, though listed as empty: a: queue_length > 1",
                        "empty-by-design.yaml lists what is not there: d");
    }

    @Test
    void anExpressionThatPrometheusDoesNotUnderstandIsAFinding() {
        assertThat(findings("empty: []", new Expression("a", "sum(queue_length")))
                .singleElement()
                .asString()
                .contains("prometheus refuses");
    }

    @Test
    void theShippedRulesRunInIt() {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> !prometheus
                        .query("ALERTS{alertname=\"WhetstoneServiceDown\", job=\"eval-service\"}")
                        .isEmpty());
    }

    @Test
    void anEntryWithoutAReasonIsRefused() {
        assertThatThrownBy(() -> listed("empty: [{where: a}]"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("reason");
    }

    private static List<String> findings(String empty, Expression... expressions) {
        return new ExpressionAudit(prometheus, listed(empty), Duration.ofSeconds(1))
                .findings(List.of(expressions), from, Instant.now());
    }

    private static EmptyByDesign listed(String yaml) {
        try {
            return EmptyByDesign.of(new YAMLMapper().readTree(yaml));
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
