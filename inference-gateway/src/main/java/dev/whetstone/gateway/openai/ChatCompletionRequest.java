package dev.whetstone.gateway.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.engine.ChatMessage;
import dev.whetstone.gateway.edge.RequestRefused;
import dev.whetstone.gateway.generation.GenerateText;
import dev.whetstone.gateway.generation.RequestedPenalties;
import dev.whetstone.gateway.generation.RequestedSampling;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * Body of {@code POST /v1/chat/completions}, as OpenAI publishes it. {@code topK}, {@code minP}, {@code repetitionPenalty}, {@code task} and
 * {@code evaluation} are ours, with the meaning they have over gRPC. Absent temperature is 0: what was judged greedily is served greedily.
 *
 * @param stop a string or a list of strings
 * @param logprobs whether each token of the answer comes with its log-probability
 * @param topLogprobs how many of the likeliest tokens come with it; only beside {@code logprobs}
 * @param logitBias a number for each token id, written as a string
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
        OptionalDouble minP,
        OptionalLong seed,
        JsonNode stop,
        Optional<String> task,
        Optional<Boolean> evaluation,
        OptionalInt n,
        Optional<Boolean> logprobs,
        OptionalInt topLogprobs,
        OptionalDouble presencePenalty,
        OptionalDouble frequencyPenalty,
        OptionalDouble repetitionPenalty,
        JsonNode tools,
        JsonNode functions,
        JsonNode logitBias,
        ResponseFormat responseFormat) {

    private static final Pattern TOKEN_ID = Pattern.compile("0|[1-9]\\d{0,8}");

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
        requireSupported("tools", isEmpty(tools));
        requireSupported("functions", isEmpty(functions));
        if (topLogprobs.isPresent() && !logprobs.orElse(false)) {
            throw RequestRefused.invalid(
                    "top_logprobs", "top_logprobs: only beside \"logprobs\": true; set that, or leave this out");
        }
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
                minP,
                new RequestedPenalties(repetitionPenalty, presencePenalty, frequencyPenalty),
                biases(),
                seed,
                maxCompletionTokens.isPresent() ? maxCompletionTokens : maxTokens,
                stopStrings(),
                logprobs.orElse(false) ? OptionalInt.of(topLogprobs.orElse(0)) : OptionalInt.empty());
        return new GenerateText(
                model,
                turns,
                sampling,
                evaluation.orElse(false),
                GenerateText.task(task.orElse("")),
                Optional.ofNullable(responseFormat).map(ResponseFormat::toOutputFormat),
                Optional.empty());
    }

    private Map<Integer, Double> biases() {
        if (logitBias == null || logitBias.isNull()) {
            return Map.of();
        }
        if (!logitBias.isObject()) {
            throw RequestRefused.invalid("logit_bias", "an object of token ids and numbers", "something else");
        }
        Map<Integer, Double> biases = new HashMap<>();
        logitBias.properties().forEach(entry -> {
            if (!TOKEN_ID.matcher(entry.getKey()).matches() || !entry.getValue().isNumber()) {
                throw RequestRefused.invalid("logit_bias", "an object of token ids and numbers", "another entry");
            }
            biases.put(Integer.valueOf(entry.getKey()), entry.getValue().doubleValue());
        });
        return biases;
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
