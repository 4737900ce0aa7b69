package dev.whetstone.evaluation.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whetstone.edge.RequestRefused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

class WebhookCallTest {

    @Test
    void readsWhatAlertmanagerSends() {
        FiredAlert alert = read(Posted.call(Posted.firing("InputDrift", "minutes", "c9a0b4")))
                .alerts()
                .getFirst();

        assertThat(alert.name()).isEqualTo("InputDrift");
        assertThat(alert.task()).contains("minutes");
        assertThat(alert.fingerprint()).isEqualTo("c9a0b4");
        assertThat(alert.startsAt()).isEqualTo(Instant.parse("2026-05-01T12:00:00.123456Z"));
        assertThat(alert.firing()).isTrue();
    }

    @Test
    void readsGrafanasSuperset() {
        WebhookCall call = read("""
                {"receiver":"whetstone","status":"firing","orgId":1,"alerts":[{"status":"firing",
                  "labels":{"alertname":"InputDrift","grafana_folder":"loop","task":"minutes"},"annotations":{},
                  "startsAt":"2026-05-01T14:00:00+02:00","endsAt":"0001-01-01T00:00:00Z","generatorURL":"","fingerprint":"57c6d9296de2ad39",
                  "silenceURL":"http://grafana/alerting/silence","dashboardURL":"","panelURL":"","values":{"A":1.5},"valueString":"[ A=1.5 ]"}],
                 "groupLabels":{},"commonLabels":{},"commonAnnotations":{},"externalURL":"http://grafana/","version":"1",
                 "groupKey":"{}","truncatedAlerts":2,"title":"[FIRING:1]","state":"alerting","message":"**Firing**"}
                """);

        assertThat(call.alerts()).singleElement().satisfies(alert -> {
            assertThat(alert.task()).contains("minutes");
            assertThat(alert.startsAt()).isEqualTo(Instant.parse("2026-05-01T12:00:00Z"));
        });
        assertThat(call.truncated()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "                                                            | the body is not JSON",
                "[]                                                          | /version: expected",
                "{}                                                          | /version: expected",
                "{'version':'5','alerts':[]}                                 | /version: expected \"4\" (Alertmanager) or \"1\" (Grafana), but got '5'",
                "{'version':'4'}                                             | /alerts: expected a list",
                "{'version':'4','alerts':[1]}                                | /alerts/0/status: expected a string",
                "{'version':'4','alerts':[{'status':'on'}]}                  | /alerts/0/status: expected one of [firing, resolved], but got 'on'",
                "{'version':'4','alerts':[{'status':'firing'}]}              | /alerts/0/labels: expected an object",
                "{'version':'4','alerts':[{'status':'firing','labels':{'task':7}}]} | /alerts/0/labels/task: expected a string",
                "{'version':'4','alerts':[{'status':'firing','labels':{}}]}  | /alerts/0/fingerprint: expected a string",
                "{'version':'4','alerts':[{'status':'firing','labels':{},'fingerprint':'a b'}]} | /alerts/0/fingerprint: expected up to 128 letters",
                "{'version':'4','alerts':[{'status':'firing','labels':{},'fingerprint':'a','startsAt':'soon'}]} | /alerts/0/startsAt: expected a time",
                "{'version':'4','alerts':[{'status':'firing','labels':{},'fingerprint':'a','startsAt':'+99999-05-01T12:00:00Z'}]} | /alerts/0/startsAt: expected a time"
            })
    void namesWhatIsNoCallOfAlertmanager(String body, String message) {
        String json = body == null ? "{\"version\"" : body.replace('\'', '"');

        assertThatThrownBy(() -> read(json)).isInstanceOf(RequestRefused.class).hasMessageContaining(message);
    }

    private static WebhookCall read(String json) {
        return WebhookCall.read(json.getBytes(StandardCharsets.UTF_8));
    }
}
