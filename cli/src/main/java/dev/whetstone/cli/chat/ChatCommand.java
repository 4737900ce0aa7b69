package dev.whetstone.cli.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whetstone.cli.CommandFailure;
import dev.whetstone.cli.ExitCode;
import dev.whetstone.cli.api.Gateway;
import dev.whetstone.cli.stack.Stack;
import dev.whetstone.cli.stack.StackOptions;
import dev.whetstone.inference.v1.Completion;
import dev.whetstone.inference.v1.GenerateChunk;
import dev.whetstone.inference.v1.GenerateRequest;
import io.grpc.StatusRuntimeException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.concurrent.Callable;

/** Streams answers of the base, {@code task@stable} or a digest. Without a message each line of standard input is one. */
@Command(
        name = "chat",
        mixinStandardHelpOptions = true,
        description = "Sends a message to a model over gRPC and prints the answer as it is decoded.")
public final class ChatCommand implements Callable<Integer> {

    @Mixin
    StackOptions stackOptions;

    @Parameters(
            index = "0",
            paramLabel = "MODEL",
            description = "The base model's name, TASK@stable, TASK@candidate or an adapter's digest.")
    String model;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "MESSAGE",
            description = "Default: each line of standard input.")
    String message;

    @Option(names = "--file", paramLabel = "FILE", description = "The message is this file's text.")
    Path file;

    @Option(
            names = "--max-tokens",
            paramLabel = "N",
            defaultValue = "256",
            description = "Completion tokens at most. Default: ${DEFAULT-VALUE}.")
    int maxTokens;

    @Option(names = "--json", description = "One JSON line an answer, not streamed.")
    boolean json;

    @Override
    public Integer call() throws IOException {
        Stack stack = stackOptions.require();
        try (Gateway gateway = stack.gateway()) {
            if (file != null) {
                answer(gateway, Files.readString(file));
            } else if (message != null) {
                answer(gateway, message);
            } else {
                converse(gateway);
            }
            return ExitCode.DONE;
        } catch (StatusRuntimeException e) {
            throw CommandFailure.refused(
                    model + ": " + e.getStatus().getCode() + " " + e.getStatus().getDescription(),
                    "`whetstone status` says what runs; the models are: " + stack.baseModelName()
                            + ", TASK@stable, TASK@candidate.");
        }
    }

    private void converse(Gateway gateway) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String line;
        while ((line = lines.readLine()) != null) {
            if (!line.isBlank()) {
                answer(gateway, line);
            }
        }
    }

    private void answer(Gateway gateway, String text) throws JsonProcessingException {
        GenerateRequest request = Gateway.request(model, text, maxTokens);
        StringBuilder whole = new StringBuilder();
        Completion completion = Completion.getDefaultInstance();
        for (Iterator<GenerateChunk> chunks = gateway.stream(request); chunks.hasNext(); ) {
            GenerateChunk chunk = chunks.next();
            whole.append(chunk.getText());
            if (!json) {
                System.out.print(chunk.getText());
                System.out.flush();
            }
            if (chunk.hasCompletion()) {
                completion = chunk.getCompletion();
            }
        }
        if (json) {
            System.out.println(asJson(whole.toString(), completion));
        } else {
            System.out.println();
            System.err.println("[" + answeredBy(completion) + ", " + completion.getPromptTokens() + " + "
                    + completion.getCompletionTokens() + " tokens" + proposals(completion) + "]");
        }
    }

    private static String answeredBy(Completion completion) {
        return completion.getAdapterDigest().isEmpty()
                ? "base " + completion.getBaseDigest()
                : "adapter " + completion.getAdapterDigest();
    }

    private static String proposals(Completion completion) {
        return completion.getProposalsCount() == 0
                ? ""
                : "; the text proposes " + completion.getProposalsList() + ", nothing was executed";
    }

    private static String asJson(String text, Completion completion) throws JsonProcessingException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode node = mapper.createObjectNode()
                .put("text", text)
                .put("request_id", completion.getRequestId())
                .put("base", completion.getBaseDigest())
                .put("adapter", completion.getAdapterDigest())
                .put("finish_reason", completion.getFinishReason().name())
                .put("prompt_tokens", completion.getPromptTokens())
                .put("completion_tokens", completion.getCompletionTokens());
        return mapper.writeValueAsString(node);
    }
}
