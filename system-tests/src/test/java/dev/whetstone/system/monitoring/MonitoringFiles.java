package dev.whetstone.system.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** {@code deploy/monitoring} and what belongs to it. */
final class MonitoringFiles {

    static final Path HOME = Path.of("..").toAbsolutePath().normalize();
    static final Path METRICS = HOME.resolve("docs/metrics.md");
    static final Path OPERATIONS = HOME.resolve("docs/operations.md");
    static final Path MONITORING = HOME.resolve("deploy/monitoring");
    static final Path RULES = MONITORING.resolve("rules/whetstone.rules.yaml");
    static final Path RULE_TESTS = MONITORING.resolve("rules/tests/alerts.test.yaml");
    static final Path EMPTY_BY_DESIGN = MONITORING.resolve("empty-by-design.yaml");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final YAMLMapper YAML = new YAMLMapper();

    private MonitoringFiles() {}

    static JsonNode yaml(Path file) {
        try {
            return YAML.readTree(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(file + " is no YAML", e);
        }
    }

    static JsonNode json(Path file) {
        try {
            return JSON.readTree(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(file + " is no JSON", e);
        }
    }

    static List<Path> dashboards() {
        try (Stream<Path> files = Files.list(MONITORING.resolve("dashboards"))) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<JsonNode> rules() {
        List<JsonNode> rules = new ArrayList<>();
        yaml(RULES).path("groups").forEach(group -> group.path("rules").forEach(rules::add));
        return rules;
    }

    static List<JsonNode> alerts() {
        return rules().stream().filter(rule -> rule.has("alert")).toList();
    }

    /** Every expression of every panel, annotation and rule. */
    static List<Expression> expressions() {
        List<Expression> all = new ArrayList<>();
        for (JsonNode rule : rules()) {
            String name = rule.has("alert")
                    ? "alert " + rule.path("alert").asText() + stage(rule)
                    : "record " + rule.path("record").asText();
            all.add(new Expression(name, rule.path("expr").asText()));
        }
        for (Path file : dashboards()) {
            ofDashboard(json(file), all);
        }
        return all;
    }

    /** Rules of one alert are told apart by their stage. */
    private static String stage(JsonNode rule) {
        JsonNode stage = rule.path("labels").path("stage");
        return stage.isMissingNode() ? "" : " " + stage.asText();
    }

    private static void ofDashboard(JsonNode dashboard, List<Expression> all) {
        String uid = dashboard.path("uid").asText();
        for (JsonNode annotation : dashboard.path("annotations").path("list")) {
            if (annotation.has("expr")) {
                all.add(new Expression(
                        uid + ": annotation " + annotation.path("name").asText(),
                        annotation.path("expr").asText()));
            }
        }
        for (JsonNode panel : dashboard.path("panels")) {
            for (JsonNode target : panel.path("targets")) {
                all.add(new Expression(
                        uid + ": " + panel.path("title").asText() + " "
                                + target.path("refId").asText(),
                        target.path("expr").asText()));
            }
        }
    }
}
