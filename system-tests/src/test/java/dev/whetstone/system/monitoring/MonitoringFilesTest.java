package dev.whetstone.system.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Dashboards and rules speak of documented metrics only, and each alert has its runbook. */
class MonitoringFilesTest {

    /** Of Prometheus itself or of a query's own making. */
    private static final Set<String> COMMON_LABELS = Set.of("job", "instance", "le");

    private static final Set<String> PANELS = Set.of("row", "timeseries", "stat", "bargauge", "table", "heatmap");
    private static final int COLUMNS = 24;

    @TempDir
    Path directory;

    private final DocumentedMetrics documented = DocumentedMetrics.read(MonitoringFiles.METRICS);

    static List<Path> dashboards() {
        return MonitoringFiles.dashboards();
    }

    static List<JsonNode> alerts() {
        return MonitoringFiles.alerts();
    }

    @Test
    void everyExpressionReadsDocumentedOrRecordedMetrics() {
        Set<String> recorded = MonitoringFiles.rules().stream()
                .filter(rule -> rule.has("record"))
                .map(rule -> rule.path("record").asText())
                .collect(Collectors.toSet());
        List<String> unknown = new ArrayList<>();
        for (Expression expression : MonitoringFiles.expressions()) {
            assertThat(expression.names()).as(expression.where()).isNotEmpty();
            expression.names().stream()
                    .filter(name -> !recorded.contains(name))
                    .filter(name -> documented.ofSeries(name).isEmpty())
                    .forEach(name -> unknown.add(expression.where() + " reads " + name));
        }

        assertThat(MonitoringFiles.expressions()).hasSizeGreaterThan(100);
        assertThat(unknown).isEmpty();
    }

    @Test
    void everyLabelInAnExpressionIsOneOfItsMetrics() {
        List<String> unknown = new ArrayList<>();
        for (Expression expression : MonitoringFiles.expressions()) {
            Set<String> known = new HashSet<>(COMMON_LABELS);
            boolean recorded = false;
            for (String name : expression.names()) {
                documented.ofSeries(name).ifPresent(metric -> known.addAll(metric.labels()));
                recorded |= documented.ofSeries(name).isEmpty();
            }
            if (!recorded) {
                expression.labels().stream()
                        .filter(label -> !known.contains(label))
                        .forEach(label -> unknown.add(expression.where() + " uses the label " + label));
            }
        }

        assertThat(unknown).isEmpty();
    }

    /** A number that nobody shows and no rule reads is measured for nobody. */
    @Test
    void everyDocumentedMetricIsShownOrRead() {
        Set<String> read = MonitoringFiles.expressions().stream()
                .flatMap(expression -> expression.names().stream())
                .flatMap(name -> documented.ofSeries(name).stream())
                .map(Metric::name)
                .collect(Collectors.toSet());
        Set<String> unread = new TreeSet<>(documented.names());
        unread.removeAll(read);

        assertThat(unread).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void aDashboardIsWhatGrafanaTakes(Path file) {
        JsonNode dashboard = MonitoringFiles.json(file);

        assertThat(dashboard.path("uid").asText())
                .isEqualTo("whetstone-" + file.getFileName().toString().replace(".json", ""));
        assertThat(dashboard.path("id").isNull()).as("Grafana gives the id").isTrue();
        assertThat(dashboard.path("schemaVersion").asInt()).isGreaterThanOrEqualTo(39);
        assertThat(dashboard.path("title").asText()).startsWith("Whetstone / ");
        JsonNode first = dashboard.path("templating").path("list").path(0);
        assertThat(first.path("name").asText()).isEqualTo("datasource");
        assertThat(first.path("type").asText()).isEqualTo("datasource");
        assertThat(first.path("query").asText()).isEqualTo("prometheus");
        assertThat(Stream.concat(
                        stream(dashboard.path("templating").path("list")).skip(1), annotations(dashboard)))
                .allSatisfy(MonitoringFilesTest::asksTheChosenDataSource);
        assertThat(stream(dashboard.path("panels"))
                        .map(panel -> panel.path("id").asInt()))
                .doesNotHaveDuplicates()
                .hasSizeGreaterThan(5);
        assertThat(stream(dashboard.path("panels"))).allSatisfy(MonitoringFilesTest::isAPanel);
        assertThat(overlaps(dashboard.path("panels"))).isEmpty();
    }

    private static Stream<JsonNode> annotations(JsonNode dashboard) {
        return stream(dashboard.path("annotations").path("list")).filter(annotation -> annotation.has("expr"));
    }

    private static void asksTheChosenDataSource(JsonNode node) {
        assertThat(node.path("datasource").path("type").asText()).isEqualTo("prometheus");
        assertThat(node.path("datasource").path("uid").asText()).isEqualTo("${datasource}");
    }

    private static void isAPanel(JsonNode panel) {
        String title = panel.path("title").asText();
        assertThat(panel.path("type").asText()).as(title).isIn(PANELS);
        assertThat(title).isNotBlank();
        JsonNode place = panel.path("gridPos");
        assertThat(place.path("x").asInt() + place.path("w").asInt()).as(title).isBetween(1, COLUMNS);
        assertThat(place.path("h").asInt()).as(title).isPositive();
        if (panel.path("type").asText().equals("row")) {
            return;
        }
        asksTheChosenDataSource(panel);
        assertThat(panel.path("fieldConfig").path("defaults").path("unit").asText())
                .as(title)
                .isNotBlank();
        assertThat(panel.path("targets")).as(title).isNotEmpty().allSatisfy(target -> {
            asksTheChosenDataSource(target);
            assertThat(target.path("expr").asText()).as(title).isNotBlank();
        });
        assertThat(stream(panel.path("targets"))
                        .map(target -> target.path("refId").asText()))
                .as(title)
                .doesNotHaveDuplicates()
                .allMatch(id -> id.matches("[A-Z]"));
    }

    private static List<String> overlaps(JsonNode panels) {
        Set<String> taken = new HashSet<>();
        List<String> overlaps = new ArrayList<>();
        for (JsonNode panel : panels) {
            JsonNode place = panel.path("gridPos");
            for (int x = place.path("x").asInt();
                    x < place.path("x").asInt() + place.path("w").asInt();
                    x++) {
                for (int y = place.path("y").asInt();
                        y < place.path("y").asInt() + place.path("h").asInt();
                        y++) {
                    if (!taken.add(x + "," + y)) {
                        overlaps.add(panel.path("title").asText() + " at " + x + "," + y);
                    }
                }
            }
        }
        return overlaps;
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void anAlertSaysHowBadItIsAndWhatToDo(JsonNode alert) throws IOException {
        String name = alert.path("alert").asText();

        assertThat(name).startsWith("Whetstone");
        assertThat(alert.path("labels").path("severity").asText()).isIn("critical", "warning");
        assertThat(alert.path("annotations").path("summary").asText()).isNotBlank();
        assertThat(alert.path("annotations").path("description").asText()).isNotBlank();
        assertThat(alert.path("annotations").path("runbook_url").asText())
                .isEqualTo("docs/operations.md#" + name.toLowerCase(Locale.ROOT));
        assertThat(Files.readAllLines(MonitoringFiles.OPERATIONS)).contains("### " + name);
    }

    @Test
    void everyAlertIsTestedFiringAndQuietBeforeAndAfterIt() {
        Set<String> rising = new HashSet<>();
        Set<String> falling = new HashSet<>();
        for (JsonNode test : MonitoringFiles.yaml(MonitoringFiles.RULE_TESTS).path("tests")) {
            Set<String> quiet = new HashSet<>();
            Set<String> fired = new HashSet<>();
            for (JsonNode look : test.path("alert_rule_test")) {
                String name = look.path("alertname").asText();
                if (look.path("exp_alerts").isEmpty()) {
                    quiet.add(name);
                    if (fired.contains(name)) {
                        falling.add(name);
                    }
                } else {
                    fired.add(name);
                    if (quiet.contains(name)) {
                        look.path("exp_alerts").forEach(alert -> rising.add(named(name, alert.path("exp_labels"))));
                    }
                }
            }
        }

        assertThat(alerts()).allSatisfy(alert -> {
            String name = alert.path("alert").asText();
            assertThat(rising).contains(named(name, alert.path("labels")));
            assertThat(falling).contains(name);
        });
    }

    private static String named(String alert, JsonNode labels) {
        return alert + " " + labels.path("stage").asText();
    }

    @Test
    void whatTheOperatorGetsIsTheSameFile() throws IOException, InterruptedException {
        Path written = directory.resolve("prometheusrule.yaml");
        Process wrap = new ProcessBuilder(
                        MonitoringFiles.MONITORING.resolve("wrap-rules").toString(), written.toString())
                .inheritIO()
                .start();

        assertThat(wrap.waitFor()).isZero();
        assertThat(MonitoringFiles.MONITORING.resolve("prometheusrule.yaml"))
                .as("run deploy/monitoring/wrap-rules")
                .hasSameTextualContentAs(written);
        assertThat(MonitoringFiles.yaml(written).path("spec").path("groups"))
                .isEqualTo(MonitoringFiles.yaml(MonitoringFiles.RULES).path("groups"));
    }

    @Test
    void everyDashboardIsProvisionedBothWays() {
        JsonNode generator = MonitoringFiles.yaml(MonitoringFiles.MONITORING.resolve("kustomization.yaml"))
                .path("configMapGenerator")
                .path(0);
        List<String> shipped = MonitoringFiles.dashboards().stream()
                .map(file -> "dashboards/" + file.getFileName())
                .toList();

        assertThat(stream(generator.path("files")).map(JsonNode::asText)).containsExactlyInAnyOrderElementsOf(shipped);
        assertThat(generator
                        .path("options")
                        .path("labels")
                        .path("grafana_dashboard")
                        .asText())
                .isEqualTo("1");
        JsonNode grafana = MonitoringFiles.yaml(MonitoringFiles.MONITORING.resolve("local/compose.yaml"))
                .path("services")
                .path("grafana");
        String path = MonitoringFiles.yaml(
                        MonitoringFiles.MONITORING.resolve("local/grafana/dashboards/whetstone.yaml"))
                .path("providers")
                .path(0)
                .path("options")
                .path("path")
                .asText();
        assertThat(stream(grafana.path("volumes")).map(JsonNode::asText)).contains("../dashboards:" + path + ":ro");
    }

    @Test
    void whatIsListedAsEmptyIsThere() {
        EmptyByDesign empty = EmptyByDesign.read(MonitoringFiles.EMPTY_BY_DESIGN);
        MonitoringFiles.expressions().forEach(empty::of);

        assertThat(empty.unused()).isEmpty();
        assertThat(MonitoringFiles.expressions().stream().map(Expression::where))
                .doesNotHaveDuplicates();
    }

    private static Stream<JsonNode> stream(JsonNode nodes) {
        return StreamSupport.stream(nodes.spliterator(), false);
    }
}
