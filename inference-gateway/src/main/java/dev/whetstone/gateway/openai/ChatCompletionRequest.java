package dev.whetstone.gateway.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.engine.ChatMessage;
import dev.whetstone.gateway.edge.RequestRefused;
import dev.whetstone.gateway.generation.GenerateText;
import dev.whetstone.gateway.generation.RequestedSampling;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Body of {@code POST /v1/chat/completions}, as OpenAI publishes it. {@code topK}, {@code task} and {@code evaluation} are ours, with the
 * meaning they have over gRPC. Absent temperature is 0: what was judged greedily is served greedily.
 *
 * @param stop a string or a list of strings
 */
record ChatCompletionRequest(
        String model,
        List<ChatTurn> messages,
        Optional<Boolean> stream,
        Optional<StreamOptions> streamOptions,
        OptionalInt maxTokens,
        OptionalInt maxCompletionTokens,
        OptionalDouble temperature,
        OptionalDouble topP,
        OptionalInt topK,
        OptionalLong seed,
        JsonNode stop,
        Optional<String> task,
        Optional<Boolean> evaluation,
        OptionalInt n,
        Optional<Boolean> logprobs,
        OptionalDouble presencePenalty,
        OptionalDouble frequencyPenalty,
        JsonNode tools,
        JsonNode functions,
        JsonNode logitBias,
        ResponseFormat responseFormat) {

    record StreamOptions(Optional<Boolean> includeUsage) {}

    ChatCompletionRequest {
        if (model == null) {
            throw RequestRefused.invalid("model", "the name of a model", "nothing");
        }
        if (messages == null || messages.contains(null)) {
            throw RequestRefused.invalid("messages", "a list of messages", "nothing");
        }
        if (maxCompletionTokens.orElse(1) < 1) { // later it is max_tokens, which this caller has not sent
            throw RequestRefused.invalid("max_completion_tokens", "at least 1", maxCompletionTokens.getAsInt());
        }
        requireSupported("n", n.orElse(1) == 1);
        requireSupported("logprobs", !logprobs.orElse(false));
        requireSupported("presence_penalty", presencePenalty.orElse(0) == 0);
        requireSupported("frequency_penalty", frequencyPenalty.orElse(0) == 0);
        requireSupported("tools", isEmpty(tools));
        requireSupported("functions", isEmpty(functions));
        requireSupported("logit_bias", isEmpty(logitBias));
    }

    private static void requireSupported(String field, boolean neutral) {
        if (!neutral) {
            throw RequestRefused.invalid(field, field + ": this gateway cannot do that; leave the field out");
        }
    }

    private static boolean isEmpty(JsonNode node) {
        return node == null || node.isNull() || node.isContainerNode() && node.isEmpty();
    }

    boolean streamed() {
        return stream.orElse(false);
    }

    boolean usageWanted() {
        return streamOptions.flatMap(StreamOptions::includeUsage).orElse(false);
    }

    GenerateText toGenerateText() {
        List<ChatMessage> turns = new ArrayList<>();
        for (ChatTurn turn : messages) {
            turns.add(turn.toMessage(turns.size()));
        }
        RequestedSampling sampling = new RequestedSampling(
                temperature,
                topP,
                topK,
                seed,
                maxCompletionTokens.isPresent() ? maxCompletionTokens : maxTokens,
                stopStrings());
        return new GenerateText(
                model,
                turns,
                sampling,
                evaluation.orElse(false),
                GenerateText.task(task.orElse("")),
                Optional.ofNullable(responseFormat).map(ResponseFormat::toOutputFormat),
                Optional.empty());
    }

    private List<String> stopStrings() {
        if (stop == null || stop.isNull()) {
            return List.of();
        }
        if (stop.isTextual()) {
            return List.of(stop.textValue());
        }
        List<String> strings = new ArrayList<>();
        for (JsonNode each : stop) {
            strings.add(Optional.ofNullable(each.textValue()).orElseThrow(ChatCompletionRequest::notStopStrings));
        }
        if (!stop.isArray()) {
            throw notStopStrings();
        }
        return strings;
    }

    private static RequestRefused notStopStrings() {
        return RequestRefused.invalid("stop", "a string or a list of strings", "something else");
    }
}
