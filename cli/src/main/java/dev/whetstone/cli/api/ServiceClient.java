package dev.whetstone.cli.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.whetstone.cli.CommandFailure;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;

/** JSON over HTTP to one service. An error status becomes an {@link ApiError}, an unreachable service a {@link CommandFailure}. */
public final class ServiceClient {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(120);

    private final String service;
    private final URI base;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    public ServiceClient(String service, URI base) {
        this.service = service;
        this.base = base;
    }

    public URI base() {
        return base;
    }

    public JsonNode get(String path) {
        return send(request(path).GET());
    }

    public JsonNode put(String path, JsonNode body) {
        return send(request(path).header("Content-Type", "application/json").PUT(json(body)));
    }

    public JsonNode post(String path, JsonNode body) {
        return send(request(path).header("Content-Type", "application/json").POST(json(body)));
    }

    /** Streams a JSON Lines file as the body. */
    public JsonNode postLines(String path, Path file) {
        try {
            return send(
                    request(path).header("Content-Type", "application/x-ndjson").POST(BodyPublishers.ofFile(file)));
        } catch (FileNotFoundException e) {
            throw CommandFailure.usage(file + " cannot be read", "Name an existing JSON Lines file.");
        }
    }

    public boolean answers(String path) {
        return status(path) == 200;
    }

    /** The HTTP status of a quick look; 0 when there is no answer. */
    public int status(String path) {
        try {
            return http.send(request(path).timeout(Duration.ofSeconds(2)).GET().build(), BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path)).timeout(TIMEOUT).header("Accept", "application/json");
    }

    private JsonNode send(HttpRequest.Builder builder) {
        HttpRequest request = builder.build();
        try {
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            JsonNode body = parse(response.body());
            if (response.statusCode() >= 300) {
                throw new ApiError(request.method() + " " + request.uri(), response.statusCode(), body);
            }
            return body;
        } catch (IOException e) {
            throw CommandFailure.failed(
                    service + " does not answer at " + base + " (" + e + ")",
                    "Look at `whetstone status` and at the service's log; `whetstone up` starts it.",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandFailure.failed("interrupted while waiting for " + service, "Run the command again.");
        }
    }

    private static BodyPublisher json(JsonNode body) {
        return BodyPublishers.ofString(body.toString());
    }

    private static JsonNode parse(String text) {
        if (text.isBlank()) {
            return JsonNodeFactory.instance.objectNode();
        }
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return JsonNodeFactory.instance.objectNode().put("message", text.strip());
        }
    }
}
