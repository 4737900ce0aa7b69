package dev.whetstone.dataset.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.eclipse.microprofile.config.ConfigProvider;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The service by its HTTP API. */
final class Service {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    private Service() {}

    record Answer(int status, JsonNode body, HttpResponse<byte[]> raw) {

        String code() {
            return body.path("code").asText();
        }

        JsonNode check(String code) {
            for (JsonNode check : body.path("checks")) {
                if (check.path("code").asText().equals(code)) {
                    return check;
                }
            }
            throw new AssertionError("no check " + code + " in " + body);
        }
    }

    static Answer get(String path) {
        return send(request(path).GET());
    }

    static Answer put(String path, String body) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** A new task with half of its rows in train. */
    static void createTask(String task) {
        Answer answer = put("/v1/tasks/" + task, "{\"splits\":{\"train\":0.5,\"validation\":0.2,\"test\":0.3}}");
        if (answer.status() != 201) {
            throw new AssertionError(answer);
        }
    }

    static Answer upload(String task, List<String> rows) {
        return upload(task, (String.join("\n", rows) + "\n").getBytes(UTF_8));
    }

    static Answer upload(String task, byte[] content) {
        return send(uploadRequest(task, HttpRequest.BodyPublishers.ofByteArray(content)));
    }

    static CompletableFuture<Answer> uploadLater(String task, HttpRequest.BodyPublisher content) {
        return CLIENT.sendAsync(uploadRequest(task, content).build(), HttpResponse.BodyHandlers.ofByteArray())
                .thenApply(Service::answer);
    }

    private static HttpRequest.Builder uploadRequest(String task, HttpRequest.BodyPublisher content) {
        return request("/v1/tasks/" + task + "/datasets")
                .header("Content-Type", "application/x-ndjson")
                .POST(content);
    }

    static int port() {
        return ConfigProvider.getConfig().getValue("quarkus.http.port", Integer.class);
    }

    static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .timeout(Duration.ofSeconds(60));
    }

    static Answer send(HttpRequest.Builder request) {
        try {
            return answer(CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Answer answer(HttpResponse<byte[]> response) {
        try {
            JsonNode body = JSON.readTree(response.body());
            return new Answer(response.statusCode(), body, response);
        } catch (IOException e) {
            return new Answer(
                    response.statusCode(),
                    JSON.getNodeFactory().textNode(new String(response.body(), UTF_8)),
                    response);
        }
    }
}
