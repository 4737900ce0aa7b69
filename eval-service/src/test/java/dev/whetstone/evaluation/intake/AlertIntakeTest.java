package dev.whetstone.evaluation.intake;

import static dev.whetstone.evaluation.intake.Posted.alert;
import static dev.whetstone.evaluation.intake.Posted.call;
import static dev.whetstone.evaluation.intake.Posted.firing;
import static dev.whetstone.evaluation.intake.Posted.outcomes;
import static dev.whetstone.evaluation.intake.Posted.post;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.whetstone.contracts.evaluation.RetrainingAlerted;
import dev.whetstone.evaluation.definition.Evals;
import dev.whetstone.evaluation.scenario.PublishedEvents;
import dev.whetstone.evaluation.scenario.Scenario;
import dev.whetstone.evaluation.scenario.World;
import dev.whetstone.messaging.Outbox;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import javax.sql.DataSource;

import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;

@Scenario
class AlertIntakeTest {

    @Inject
    PublishedEvents published;

    @Inject
    DataSource database;

    @Inject
    IntakeConfig config;

    @Inject
    EntityManager rows;

    @Inject
    Evals evals;

    @Inject
    Outbox outbox;

    @Inject
    MeterRegistry metrics;

    @Inject
    Clock clock;

    private String task;
    private String fingerprint;

    @BeforeEach
    void aTaskWithAnEval() {
        task = World.newTask();
        World.defineEval(task);
        fingerprint = UUID.randomUUID().toString();
    }

    @Test
    void aListedAlertThatFiresIsToldAndAnsweredWhenItIsInTheOutbox() {
        post(call(firing("InputDrift", task, fingerprint)))
                .statusCode(200)
                .body("alerts[0].outcome", equalTo("taken"))
                .body("alerts[0].task", equalTo(task))
                .body("truncated", equalTo(0));

        assertThat(toldInTheOutbox()).isEqualTo(1);
        RetrainingAlerted alerted = published.await(RetrainingAlerted.class, task);
        assertThat(alerted.name()).isEqualTo("InputDrift");
        assertThat(alerted.fingerprint()).isEqualTo(fingerprint);
        assertThat(alerted.startsAt()).isEqualTo("2026-05-01T12:00:00.123456Z");
    }

    @Test
    void deliveredTwiceItIsToldOnce() {
        String body = call(firing("InputDrift", task, fingerprint));

        assertThat(outcomes(body)).containsExactly("taken");
        assertThat(outcomes(body)).containsExactly("repeated");

        assertThat(toldInTheOutbox()).isEqualTo(1);
    }

    @Test
    void whatWasTakenBeforeARestartIsKnownAfterIt() {
        String body = call(firing("InputDrift", task, fingerprint));
        assertThat(outcomes(body)).containsExactly("taken");

        Intake afterwards = new Intake(config, new TakenAlerts(rows), evals, outbox, metrics, clock);
        IntakeView answer = QuarkusTransaction.requiringNew()
                .call(() -> afterwards.take(WebhookCall.read(body.getBytes(StandardCharsets.UTF_8))));

        assertThat(answer.alerts())
                .singleElement()
                .satisfies(alert -> assertThat(alert.outcome()).isEqualTo(AlertOutcome.REPEATED));
        assertThat(toldInTheOutbox()).isEqualTo(1);
    }

    @Test
    void twoAlertmanagersAtOnceAreHeardOnce() {
        List<String> alerts = IntStream.range(0, 20)
                .mapToObj(number -> firing("InputDrift", task, fingerprint + "-" + number))
                .toList();
        List<CompletableFuture<List<String>>> calls = List.of(
                CompletableFuture.supplyAsync(() -> outcomes(call(alerts))),
                CompletableFuture.supplyAsync(() -> outcomes(call(alerts.reversed()))));

        assertThat(calls.stream().flatMap(answer -> answer.join().stream()))
                .filteredOn("taken"::equals)
                .hasSize(20);
        assertThat(toldInTheOutbox()).isEqualTo(20);
    }

    @Test
    void thatItFiresAnewIsToldAgain() {
        assertThat(outcomes(call(alert("firing", "InputDrift", task, fingerprint, "2026-05-01T12:00:00Z"))))
                .containsExactly("taken");
        assertThat(outcomes(call(alert("resolved", "InputDrift", task, fingerprint, "2026-05-01T12:00:00Z"))))
                .containsExactly("resolved");
        assertThat(outcomes(call(alert("firing", "InputDrift", task, fingerprint, "2026-05-01T13:00:00Z"))))
                .containsExactly("taken");

        assertThat(toldInTheOutbox()).isEqualTo(2);
    }

    @Test
    void eachAlertOfOneCallHasItsAnswer() {
        String body = call(
                firing("InputDrift", task, fingerprint + "-1"),
                firing("QualityDown", task, fingerprint + "-2"),
                firing("DiskFull", task, fingerprint + "-3"),
                alert("resolved", "InputDrift", task, fingerprint + "-4", Posted.START));

        assertThat(outcomes(body)).containsExactly("taken", "taken", "unlisted", "resolved");
        assertThat(toldInTheOutbox()).isEqualTo(2);
    }

    @Test
    void withoutATaskThatIsKnownItIsAnsweredAndNotTold() {
        assertThat(outcomes(call(firing("InputDrift", "", fingerprint)))).containsExactly("task_missing");
        assertThat(outcomes(call(firing("InputDrift", "No Such Task", fingerprint))))
                .containsExactly("task_unknown");
        assertThat(outcomes(call(firing("InputDrift", "t-" + UUID.randomUUID(), fingerprint))))
                .containsExactly("task_unknown");

        assertThat(toldInTheOutbox()).isZero();
        // Taken once the task is there: nothing was remembered of it.
        assertThat(outcomes(call(firing("InputDrift", task, fingerprint)))).containsExactly("taken");
    }

    @Test
    void aCallThatIsMalformedIsRefusedWhole() {
        String half = call(firing("InputDrift", task, fingerprint), "{\"status\":\"firing\"}");

        post(half)
                .statusCode(400)
                .body("code", equalTo("request.malformed"))
                .body("message", containsString("/alerts/1"));
        post("{\"version\": \"4\", \"alerts\"").statusCode(400).body("message", containsString("not JSON"));

        assertThat(toldInTheOutbox()).isZero();
    }

    @Test
    void withoutTheTokenNothingIsTaken() {
        for (String header : List.of("Bearer wrong", "Basic " + Posted.TOKEN, Posted.TOKEN)) {
            given().header("Authorization", header)
                    .contentType("application/json")
                    .body(call(firing("InputDrift", task, fingerprint)))
                    .post("/v1/alerts/alertmanager")
                    .then()
                    .statusCode(401)
                    .header("WWW-Authenticate", "Bearer")
                    .body("code", equalTo("intake.token_refused"));
        }

        assertThat(toldInTheOutbox()).isZero();
    }

    private long toldInTheOutbox() {
        try (Connection connection = database.getConnection();
                PreparedStatement query =
                        connection.prepareStatement("SELECT count(*) FROM outbox_event WHERE key = ? AND type = ?")) {
            query.setString(1, task);
            query.setString(2, "whetstone.evaluation.RetrainingAlerted.v1");
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
