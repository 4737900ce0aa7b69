package dev.whetstone.evaluation.intake;

import static io.restassured.RestAssured.given;

import io.restassured.response.ValidatableResponse;

import java.util.List;
import java.util.stream.Collectors;

/** Alertmanager, as far as these tests need it: its bodies, and a call with them. */
final class Posted {

    static final String TOKEN = "only-for-tests";
    static final String START = "2026-05-01T12:00:00.123456789Z";

    private Posted() {}

    static String firing(String name, String task, String fingerprint) {
        return alert("firing", name, task, fingerprint, START);
    }

    static String alert(String status, String name, String task, String fingerprint, String startsAt) {
        return """
                {"status":"%s","labels":{"alertname":"%s","task":"%s","severity":"warning"},"annotations":{"summary":"drift"},
                 "startsAt":"%s","endsAt":"0001-01-01T00:00:00Z","generatorURL":"http://prometheus/graph","fingerprint":"%s"}
                """.formatted(status, name, task, startsAt, fingerprint);
    }

    /** Version 4, as Alertmanager 0.25 writes it. */
    static String call(String... alerts) {
        return call(List.of(alerts));
    }

    static String call(List<String> alerts) {
        return """
                {"receiver":"whetstone","status":"firing","alerts":[%s],"groupLabels":{},"commonLabels":{},"commonAnnotations":{},
                 "externalURL":"http://alertmanager:9093","version":"4","groupKey":"{}:{}","truncatedAlerts":0}
                """.formatted(alerts.stream().collect(Collectors.joining(",")));
    }

    static ValidatableResponse post(String body) {
        return given().header("Authorization", "Bearer " + TOKEN)
                .contentType("application/json")
                .body(body)
                .post("/v1/alerts/alertmanager")
                .then();
    }

    static List<String> outcomes(String body) {
        return post(body).statusCode(200).extract().jsonPath().getList("alerts.outcome");
    }
}
