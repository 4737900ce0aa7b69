package dev.whetstone.evaluation.intake;

import static dev.whetstone.edge.EdgeError.REQUEST_MALFORMED;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.contracts.EventJson;
import dev.whetstone.edge.JsonProblem;
import dev.whetstone.edge.RequestRefused;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What Alertmanager posts, version 4 of its webhook. The one body here that may hold fields nobody knows: it is written by programs that
 * are upgraded without us, and Grafana, which calls its version 1, sends a superset. What is used of it is checked as strictly as elsewhere.
 *
 * @param truncated alerts that the sender left out
 */
record WebhookCall(List<FiredAlert> alerts, long truncated) {

    private static final Set<String> VERSIONS = Set.of("4", "1");
    private static final Set<String> STATES = Set.of("firing", "resolved");
    private static final Pattern FINGERPRINT = Pattern.compile("[A-Za-z0-9_-]{1,128}");
    private static final int LAST_YEAR = 9999;
    private static final String WHAT_TO_DO =
            "Send what Alertmanager's webhook_config sends, version 4; see docs/operations.md.";

    WebhookCall {
        alerts = List.copyOf(alerts);
    }

    static WebhookCall read(byte[] body) {
        JsonNode call = tree(body);
        String version = call.path("version").asText();
        if (!VERSIONS.contains(version)) {
            throw refused(
                    "/version: expected \"4\" (Alertmanager) or \"1\" (Grafana), but got '" + brief(version) + "'");
        }
        if (!call.path("alerts").isArray()) {
            throw refused("/alerts: expected a list");
        }
        List<FiredAlert> alerts = new ArrayList<>();
        for (JsonNode alert : call.path("alerts")) {
            alerts.add(alert("/alerts/" + alerts.size(), alert));
        }
        return new WebhookCall(alerts, call.path("truncatedAlerts").asLong());
    }

    private static JsonNode tree(byte[] body) {
        try {
            return EventJson.mapper().readTree(body);
        } catch (JsonProcessingException e) {
            throw refused(JsonProblem.describe(e));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FiredAlert alert(String at, JsonNode alert) {
        String status = text(at + "/status", alert.path("status"));
        if (!STATES.contains(status)) {
            throw refused(at + "/status: expected one of "
                    + STATES.stream().sorted().toList() + ", but got '" + brief(status) + "'");
        }
        return new FiredAlert(
                status,
                labels(at + "/labels", alert.path("labels")),
                fingerprint(at + "/fingerprint", alert.path("fingerprint")),
                instant(at + "/startsAt", alert.path("startsAt")));
    }

    private static String fingerprint(String at, JsonNode value) {
        String text = text(at, value);
        if (!FINGERPRINT.matcher(text).matches()) {
            throw refused(at + ": expected up to 128 letters, digits, - and _, but got '" + brief(text) + "'");
        }
        return text;
    }

    private static Map<String, String> labels(String at, JsonNode labels) {
        if (!labels.isObject()) {
            throw refused(at + ": expected an object");
        }
        Map<String, String> found = new HashMap<>();
        labels.properties()
                .forEach(label -> found.put(label.getKey(), string(at + "/" + label.getKey(), label.getValue())));
        return found;
    }

    private static String string(String at, JsonNode value) {
        if (!value.isTextual()) {
            throw refused(at + ": expected a string");
        }
        return value.asText();
    }

    private static String text(String at, JsonNode value) {
        String text = string(at, value);
        if (text.isBlank()) {
            throw refused(at + ": expected text, but it is empty");
        }
        return text;
    }

    /** In microseconds, as the database keeps it: an alert that is told again must be found again. */
    private static Instant instant(String at, JsonNode value) {
        String text = text(at, value);
        try {
            OffsetDateTime time = OffsetDateTime.parse(text);
            if (time.getYear() >= 1 && time.getYear() <= LAST_YEAR) {
                return time.toInstant().truncatedTo(ChronoUnit.MICROS);
            }
        } catch (DateTimeParseException _) {
            // said below
        }
        throw refused(at + ": expected a time such as 2026-05-01T12:00:00Z, but got '" + brief(text) + "'");
    }

    private static String brief(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }

    private static RequestRefused refused(String message) {
        return new RequestRefused(REQUEST_MALFORMED, message, WHAT_TO_DO);
    }
}
