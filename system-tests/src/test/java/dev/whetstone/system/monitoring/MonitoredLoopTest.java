package dev.whetstone.system.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.cli.loop.LoopSnapshot;
import dev.whetstone.cli.stack.Stack;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.system.kill.Commands;
import dev.whetstone.system.kill.LoopState;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One loop from upload to the adapter that serves, with some traffic behind it, watched by a real Prometheus with the shipped rules. Takes as
 * long as the loop: about ten minutes on two cores. With {@code -Dmonitoring.keep=DIR} the stack and Prometheus' data stay there.
 */
@Tag("kubernetes")
@Timeout(value = 90, unit = TimeUnit.MINUTES)
class MonitoredLoopTest {

    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final Duration LOOP = Duration.ofMinutes(60);
    private static final TaskName TASK = new TaskName("governance-summary");
    private static final Path PACK = MonitoringFiles.HOME.resolve("examples/governance-summary");

    @TempDir
    static Path temporary;

    private static Path stack;
    private static Commands whetstone;
    private static PrometheusServer prometheus;
    private static Instant from;

    @BeforeAll
    static void runTheLoop() throws IOException, InterruptedException {
        Path directory = Path.of(System.getProperty("monitoring.keep", temporary.toString()))
                .toAbsolutePath();
        stack = directory.resolve("stack");
        whetstone = new Commands(MonitoringFiles.HOME, stack, directory.resolve("commands.log"));
        whetstone.require("up");
        prometheus = PrometheusServer.start(directory.resolve("prometheus"), targets(directory), INTERVAL);
        await().atMost(Duration.ofMinutes(1))
                .until(() -> prometheus.query("up == 1").size() == DocumentedMetrics.SERVICES.size());
        from = Instant.now().plus(INTERVAL); // queries are rounded down to seconds, in which not all had been scraped
        whetstone.require("task", "apply", PACK.toString());
        letEveryCounterBeScrapedWithZero();
        whetstone.require(
                "dataset", "push", TASK.value(), PACK.resolve("proposals.jsonl").toString());
        await().atMost(LOOP).pollInterval(INTERVAL).until(MonitoredLoopTest::isJudged);
        await().atMost(Duration.ofMinutes(2))
                .until(() -> !prometheus
                        .query("event_to_serving_seconds_count{task=\"" + TASK + "\"} == 1")
                        .isEmpty());
        Users.ask(Stack.find(stack).orElseThrow(), TASK, PACK.resolve("live.jsonl"), 6);
        await().atMost(Duration.ofMinutes(2))
                .until(() -> !prometheus.query("evaluation_online_outputs >= 6").isEmpty());
        letEveryCounterBeScrapedWithZero(); // and with what it came to
    }

    @AfterAll
    static void stopAll() {
        if (prometheus != null) {
            prometheus.close();
        }
        whetstone.run("down");
    }

    /** By the script that people use. */
    private static Path targets(Path directory) throws IOException, InterruptedException {
        Path targets = directory.resolve("targets.json");
        Process script = new ProcessBuilder(
                        MonitoringFiles.MONITORING.resolve("local/targets").toString(),
                        stack.resolve("stack.json").toString(),
                        targets.toString())
                .inheritIO()
                .start();
        assertThat(script.waitFor()).isZero();
        return targets;
    }

    /** Counters of a task are read every five seconds; an increase is seen between two scrapes. */
    private static void letEveryCounterBeScrapedWithZero() {
        Instant enough = Instant.now().plus(INTERVAL.multipliedBy(5));
        await().atMost(Duration.ofMinutes(1)).until(() -> Instant.now().isAfter(enough));
    }

    private static boolean isJudged() {
        LoopState state = LoopState.of(
                LoopSnapshot.take(Stack.find(stack).orElseThrow(), TASK).json());
        state.failure().ifPresent(why -> {
            throw new IllegalStateException("there will be no verdict: " + why);
        });
        state.verdict().ifPresent(verdict -> assertThat(verdict).isEqualTo("PROMOTED"));
        return state.verdict().isPresent();
    }

    @Test
    void everyExpressionOfEveryPanelAndRuleGivesData() {
        EmptyByDesign empty = EmptyByDesign.read(MonitoringFiles.EMPTY_BY_DESIGN);

        List<String> findings = new ExpressionAudit(prometheus, empty, INTERVAL)
                .findings(MonitoringFiles.expressions(), from, Instant.now());

        assertThat(findings).isEmpty();
    }

    @Test
    void everyDocumentedMetricWasScraped() {
        DocumentedMetrics documented = DocumentedMetrics.read(MonitoringFiles.METRICS);
        long loop = Duration.between(from, Instant.now()).toSeconds();

        List<String> missing = documented.all().stream()
                .flatMap(metric -> metric.services().stream()
                        .flatMap(service ->
                                metric.series().stream().map(series -> series + "{job=\"" + service + "\"}")))
                .filter(series -> prometheus
                        .query("count(last_over_time(" + series + "[" + loop + "s]))")
                        .isEmpty())
                .toList();

        assertThat(missing).isEmpty();
    }

    @Test
    void nothingOfOursWasScrapedThatIsNotDocumented() {
        DocumentedMetrics documented = DocumentedMetrics.read(MonitoringFiles.METRICS);
        List<String> unknown = prometheus.names().stream()
                .filter(DocumentedMetrics::isOurs)
                .filter(series -> documented.ofSeries(series).isEmpty())
                .toList();

        assertThat(unknown).isEmpty();
    }

    @Test
    void theHeadlineIsWhatTheLoopTook() {
        JsonNode took = prometheus.query("event_to_serving_seconds_sum{trigger=\"decision\"}");

        assertThat(took).hasSize(1);
        assertThat(took.path(0).path("value").path(1).asDouble())
                .isPositive()
                .isLessThan(Duration.between(from, Instant.now()).toSeconds());
    }

    @Test
    void noAlertFiredInALoopInWhichAllWentWell() {
        JsonNode fired = prometheus.range("ALERTS{alertstate=\"firing\"}", from, Instant.now(), INTERVAL);

        assertThat(fired).isEmpty();
    }
}
