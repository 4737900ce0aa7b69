package dev.whetstone.system.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A real Prometheus with the shipped configuration and rules; only its interval is shorter and its targets are given. */
final class PrometheusServer implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Process process;
    private final URI address;
    private final Path log;

    private PrometheusServer(Process process, URI address, Path log) {
        this.process = process;
        this.address = address;
        this.log = log;
    }

    /**
     * @param directory new; configuration, rules, data and log
     * @param targets as {@code local/targets} writes them
     */
    static PrometheusServer start(Path directory, Path targets, Duration interval) {
        try {
            Files.createDirectories(directory.resolve("rules"));
            Files.createDirectories(directory.resolve("targets"));
            Files.copy(MonitoringFiles.RULES, directory.resolve("rules/whetstone.rules.yaml"));
            Files.copy(targets, directory.resolve("targets/whetstone.json"));
            String shipped = Files.readString(MonitoringFiles.MONITORING.resolve("prometheus.yml"));
            Path config = Files.writeString(
                    directory.resolve("prometheus.yml"), shipped.replace("15s", interval.toSeconds() + "s"));
            int port = freePort();
            Path log = directory.resolve("prometheus.log");
            Process process = new ProcessBuilder(
                            "prometheus",
                            "--config.file=" + config,
                            "--storage.tsdb.path=" + directory.resolve("data"),
                            "--web.listen-address=127.0.0.1:" + port)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            PrometheusServer server = new PrometheusServer(process, URI.create("http://127.0.0.1:" + port), log);
            server.awaitReady();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("prometheus cannot be started: install Debian's package prometheus", e);
        }
    }

    private void awaitReady() {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (Scrape.status(address.resolve("/-/ready")) != 200) {
            if (!process.isAlive() || Instant.now().isAfter(deadline)) {
                close();
                throw new IllegalStateException("prometheus is not ready:\n" + read(log));
            }
            pause();
        }
    }

    private void pause() {
        try {
            process.waitFor(100, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while prometheus starts", e);
        }
    }

    /** The result of an instant query. */
    JsonNode query(String expression) {
        return ask("/api/v1/query", Map.of("query", expression)).path("data").path("result");
    }

    /** Series with their values between two moments. */
    JsonNode range(String expression, Instant from, Instant to, Duration step) {
        return ask(
                        "/api/v1/query_range",
                        Map.of(
                                "query",
                                expression,
                                "start",
                                Long.toString(from.getEpochSecond()),
                                "end",
                                Long.toString(to.getEpochSecond()),
                                "step",
                                Long.toString(step.toSeconds())))
                .path("data")
                .path("result");
    }

    /** Of every series that it has. */
    Set<String> names() {
        Set<String> names = new TreeSet<>();
        query("count by (__name__) (last_over_time({__name__=~\".+\"}[2h]))")
                .forEach(one -> names.add(one.path("metric").path("__name__").asText()));
        return names;
    }

    private JsonNode ask(String path, Map<String, String> parameters) {
        String form = parameters.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        HttpRequest request = HttpRequest.newBuilder(address.resolve(path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .timeout(PATIENCE)
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
        try {
            HttpResponse<String> answer = HTTP.send(request, BodyHandlers.ofString());
            JsonNode body = JSON.readTree(answer.body());
            if (!body.path("status").asText().equals("success")) {
                throw new IllegalArgumentException("prometheus refuses " + parameters.get("query") + ": "
                        + body.path("error").asText());
            }
            return body;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking prometheus", e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "its log cannot be read: " + e;
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
