package dev.whetstone.gateway.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.whetstone.contracts.Digest;
import dev.whetstone.gateway.generation.Answer;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** OpenAI's {@code chat.completion}. */
record ChatCompletionView(
        String id,
        String object,
        long created,
        String model,
        String systemFingerprint,
        List<Choice> choices,
        Usage usage,
        Facts whetstone) {

    /** @param logprobs null unless they were asked for, as OpenAI has it */
    record Choice(
            int index,
            Message message,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<LogprobsView> logprobs,
            String finishReason) {}

    record Message(String role, String content) {}

    static ChatCompletionView of(String model, Answer answer, Instant created) {
        Choice choice = new Choice(
                0,
                new Message("assistant", answer.text()),
                answer.probabilities().map(LogprobsView::of),
                finishReason(answer));
        return new ChatCompletionView(
                answer.id().value(),
                "chat.completion",
                created.getEpochSecond(),
                model,
                fingerprint(answer),
                List.of(choice),
                Usage.of(answer),
                Facts.of(answer));
    }

    static String finishReason(Answer answer) {
        return answer.cut() ? "length" : "stop";
    }

    /** Changes when, and only when, other weights answer. */
    static String fingerprint(Answer answer) {
        return "fp_" + answer.base().brief()
                + answer.adapter().map(Digest::brief).map(brief -> "_" + brief).orElse("");
    }
}
