package dev.whetstone.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.whetstone.cli.CommandFailure;
import dev.whetstone.cli.api.Gateway;
import dev.whetstone.cli.loop.Names;
import dev.whetstone.cli.stack.Stack;
import dev.whetstone.cli.task.TaskPack;
import dev.whetstone.cli.terminal.Terminal;
import dev.whetstone.cli.terminal.Wait;
import dev.whetstone.inference.v1.GenerateResponse;
import dev.whetstone.inference.v1.ModelState;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** One request, asked of the base and of the promoted adapter at the same time: both rows decode in one batch. */
final class ServingAct {

    private final Stack stack;
    private final TaskPack pack;
    private final Terminal terminal;

    ServingAct(Stack stack, TaskPack pack, Terminal terminal) {
        this.stack = stack;
        this.pack = pack;
        this.terminal = terminal;
    }

    void play(String adapter) {
        try (Gateway gateway = stack.gateway()) {
            awaitServed(gateway, adapter);
            String proposal = firstProposal();
            terminal.line(
                    "The proposal: \"%s ...\"", proposal.lines().findFirst().orElse(""));
            CompletableFuture<GenerateResponse> fromBase =
                    gateway.generate(Gateway.request(stack.baseModelName(), proposal, pack.maxTokens()));
            CompletableFuture<GenerateResponse> fromAdapter =
                    gateway.generate(Gateway.request(pack.task() + "@stable", proposal, pack.maxTokens()));
            show("base   ", fromBase.join());
            GenerateResponse answer = fromAdapter.join();
            show("adapter", answer);
            if (!answer.getCompletion().getAdapterDigest().equals(adapter)) {
                throw CommandFailure.failed(
                        pack.task() + "@stable was answered by "
                                + answer.getCompletion().getAdapterDigest() + ", not by " + adapter,
                        "See logs/inference-gateway.log.");
            }
        }
    }

    private void awaitServed(Gateway gateway, String adapter) {
        new Wait(terminal).until("the adapter on the gateway", Duration.ofMinutes(2), () -> {
            terminal.progress("the gateway loads adapter " + Names.brief(adapter));
            return gateway.models().stream()
                    .filter(model -> model.getName().equals(pack.task() + "@stable")
                            && model.getAdapterDigest().equals(adapter)
                            && model.getState() == ModelState.MODEL_STATE_READY)
                    .findFirst();
        });
    }

    private void show(String who, GenerateResponse response) {
        String text = response.getText().replaceAll("\\s+", " ").strip();
        terminal.line("   %s  %s", terminal.bold(who), text.length() > 300 ? text.substring(0, 300) + " ..." : text);
        String digest = response.getCompletion().getAdapterDigest();
        terminal.line(terminal.faint(String.format(
                "            answered by %s, %d tokens, %d requests in the batch",
                digest.isEmpty()
                        ? "base " + Names.brief(response.getCompletion().getBaseDigest())
                        : "adapter " + Names.brief(digest),
                response.getCompletion().getCompletionTokens(),
                response.getCompletion().getBatchSize())));
    }

    private String firstProposal() {
        try {
            Optional<String> line =
                    Files.readAllLines(pack.file("live.jsonl")).stream().findFirst();
            JsonNode row = new ObjectMapper().readTree(line.orElse("{}"));
            return row.path("messages").path(0).path("content").asText();
        } catch (IOException e) {
            throw CommandFailure.failed("live.jsonl cannot be read: " + e.getMessage(), "The task pack needs one.", e);
        }
    }
}
