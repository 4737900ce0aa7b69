package dev.whetstone.system.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What Prometheus' and Alertmanager's own tools say of the shipped files. */
@Tag("kubernetes")
@Timeout(60)
class PromtoolTest {

    @Test
    void theRulesAreRules() throws IOException, InterruptedException {
        assertThat(said("promtool", "check", "rules", MonitoringFiles.RULES)).contains("SUCCESS");
    }

    @Test
    void everyAlertFiresWhenItShouldAndEndsWhenItShould() throws IOException, InterruptedException {
        assertThat(said("promtool", "test", "rules", MonitoringFiles.RULE_TESTS))
                .contains("SUCCESS");
    }

    @Test
    void theExamplesAreConfigurations() throws IOException, InterruptedException {
        assertThat(said("promtool", "check", "config", MonitoringFiles.MONITORING.resolve("prometheus.yml")))
                .contains("SUCCESS");
        assertThat(said("amtool", "check-config", MonitoringFiles.MONITORING.resolve("alertmanager.yml")))
                .contains("SUCCESS");
    }

    @Test
    void theComponentIsOneForKustomize() throws IOException, InterruptedException {
        Path overlay = MonitoringFiles.HOME.resolve("system-tests/src/test/resources/monitoring-overlay");
        String resources = said("kubectl", "kustomize", overlay);

        assertThat(resources)
                .contains("kind: ServiceMonitor", "kind: PrometheusRule", "grafana_dashboard: \"1\"")
                .contains("whetstone-loop", "WhetstoneRegressionDetected");
    }

    private static String said(String program, String verb, Object... rest) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program, verb));
        for (Object word : rest) {
            command.add(word.toString());
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
