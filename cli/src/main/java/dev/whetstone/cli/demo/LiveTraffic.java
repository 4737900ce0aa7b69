package dev.whetstone.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.whetstone.cli.CommandFailure;
import dev.whetstone.cli.api.Gateway;
import dev.whetstone.cli.task.TaskPack;
import dev.whetstone.inference.v1.GenerateResponse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Users of the served model: proposals without answers, a few at a time. */
final class LiveTraffic {

    private static final int AT_ONCE = 6;

    private final Gateway gateway;
    private final String model;
    private final List<String> messages;
    private final int maxTokens;
    private int next;

    LiveTraffic(Gateway gateway, TaskPack pack) {
        this.gateway = gateway;
        this.model = pack.task() + "@stable";
        this.messages = read(pack.file("live.jsonl"));
        this.maxTokens = pack.maxTokens();
    }

    /** Sends the next few requests and waits for their answers; begins anew after the last. */
    List<GenerateResponse> sendSome() {
        List<CompletableFuture<GenerateResponse>> answers = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            answers.add(gateway.generate(Gateway.request(model, messages.get(next), maxTokens)));
            next = (next + 1) % messages.size();
        }
        return answers.stream().map(CompletableFuture::join).toList();
    }

    private static List<String> read(Path live) {
        ObjectMapper json = new ObjectMapper();
        List<String> messages = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(live)) {
                JsonNode row = json.readTree(line);
                messages.add(row.path("messages").path(0).path("content").asText());
            }
        } catch (IOException e) {
            throw CommandFailure.failed(live + " cannot be read: " + e.getMessage(), "The task pack needs one.", e);
        }
        return messages;
    }
}
