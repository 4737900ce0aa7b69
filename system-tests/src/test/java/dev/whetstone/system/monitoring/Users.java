package dev.whetstone.system.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whetstone.cli.stack.Stack;
import dev.whetstone.contracts.TaskName;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A few who ask the stable model of a task over HTTP and say what they think of the answers. */
final class Users {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private Users() {}

    /** @param questions JSON Lines with messages */
    static void ask(Stack stack, TaskName task, Path questions, int howMany) throws IOException, InterruptedException {
        URI gateway = URI.create("http://127.0.0.1:" + stack.ports().gateway());
        List<String> lines = Files.readAllLines(questions);
        for (int i = 0; i < howMany; i++) {
            ObjectNode request =
                    JSON.createObjectNode().put("model", task + "@stable").put("max_tokens", 160);
            request.putArray("messages")
                    .addObject()
                    .put("role", "user")
                    .put(
                            "content",
                            JSON.readTree(lines.get(i % lines.size()))
                                    .path("messages")
                                    .path(0)
                                    .path("content")
                                    .asText());
            JsonNode answer = JSON.readTree(post(gateway.resolve("/v1/chat/completions"), request));
            post(
                    gateway.resolve("/v1/feedback"),
                    JSON.createObjectNode()
                            .put("request_id", answer.path("id").asText())
                            .put("rating", i % 3 == 0 ? "bad" : "good"));
        }
    }

    private static String post(URI where, JsonNode body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(where)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString()))
                .build();
        HttpResponse<String> answer = HTTP.send(request, BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IllegalStateException(where + " answered " + answer.statusCode() + ": " + answer.body());
        }
        return answer.body();
    }
}
