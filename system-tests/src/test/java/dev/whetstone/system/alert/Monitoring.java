package dev.whetstone.system.alert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.whetstone.cli.api.ServiceClient;
import dev.whetstone.local.Ports;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Debian's Prometheus and Alertmanager, watching one service and telling it. */
final class Monitoring implements AutoCloseable {

    private final Path directory;
    private final int alertmanagerPort = Ports.free();
    private final int prometheusPort = Ports.free();
    private Process alertmanager;
    private Process prometheus;

    private Monitoring(Path directory) {
        this.directory = directory;
    }

    /**
     * @param service scraped at {@code /q/metrics}, and told of every alert
     * @param rules a rule file
     */
    static Monitoring start(Path directory, int service, String token, String rules) {
        Monitoring started = new Monitoring(directory);
        try {
            Files.createDirectories(directory);
            started.startAlertmanager(service, token);
            started.startPrometheus(service, rules);
            return started;
        } catch (IOException e) {
            started.close();
            throw new UncheckedIOException(
                    "Prometheus and Alertmanager cannot be started: system-tests/tools packages gets them", e);
        }
    }

    private void startAlertmanager(int service, String token) throws IOException {
        Files.writeString(directory.resolve("alertmanager.yaml"), """
                route:
                  receiver: whetstone
                  group_by: [alertname, task]
                  group_wait: 1s
                  group_interval: 1s
                receivers:
                  - name: whetstone
                    webhook_configs:
                      - url: http://127.0.0.1:%d/v1/alerts/alertmanager
                        http_config:
                          authorization: {credentials: %s}
                """.formatted(service, token));
        alertmanager = begin(
                "prometheus-alertmanager",
                "--config.file=" + directory.resolve("alertmanager.yaml"),
                "--storage.path=" + directory.resolve("alertmanager"),
                "--web.listen-address=127.0.0.1:" + alertmanagerPort,
                "--cluster.listen-address=");
    }

    private void startPrometheus(int service, String rules) throws IOException {
        Files.writeString(directory.resolve("rules.yaml"), rules);
        Files.writeString(directory.resolve("prometheus.yaml"), """
                global: {scrape_interval: 1s, evaluation_interval: 1s}
                rule_files: [rules.yaml]
                scrape_configs:
                  - job_name: eval-service
                    metrics_path: /q/metrics
                    static_configs: [{targets: ['127.0.0.1:%d']}]
                alerting:
                  alertmanagers: [{static_configs: [{targets: ['127.0.0.1:%d']}]}]
                """.formatted(service, alertmanagerPort));
        prometheus = begin(
                "prometheus",
                "--config.file=" + directory.resolve("prometheus.yaml"),
                "--storage.tsdb.path=" + directory.resolve("prometheus"),
                "--web.listen-address=127.0.0.1:" + prometheusPort);
    }

    private Process begin(String... command) throws IOException {
        return new ProcessBuilder(List.of(command))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve(command[0] + ".log").toFile())
                .start();
    }

    /** Alerts as Prometheus sends them. */
    void fire(ArrayNode alerts) {
        alertmanager().post("/api/v2/alerts", alerts);
    }

    boolean ready() {
        return alertmanager().answers("/-/ready")
                && new ServiceClient("prometheus", base(prometheusPort)).answers("/-/ready");
    }

    JsonNode alerts() {
        return alertmanager().get("/api/v2/alerts");
    }

    String log() {
        try {
            return Files.readString(directory.resolve("prometheus-alertmanager.log"))
                    + Files.readString(directory.resolve("prometheus.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ServiceClient alertmanager() {
        return new ServiceClient("alertmanager", base(alertmanagerPort));
    }

    private static URI base(int port) {
        return URI.create("http://127.0.0.1:" + port);
    }

    @Override
    public void close() {
        stop(prometheus);
        stop(alertmanager);
    }

    private static void stop(Process process) {
        if (process != null) {
            process.destroy();
            process.onExit().join();
        }
    }
}
