package dev.whetstone.gateway.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.whetstone.gateway.generation.Answer;

import java.util.List;
import java.util.Optional;

/** OpenAI's {@code chat.completion.chunk}. Ours are the facts in the chunk that names the finish reason. */
record ChatChunkView(
        String id,
        String object,
        long created,
        String model,
        List<Choice> choices,
        Optional<String> systemFingerprint,
        Optional<Usage> usage,
        Optional<Facts> whetstone) {

    /**
     * @param logprobs of the tokens that came since the chunk before; absent unless they were asked for
     * @param finishReason null until the end, as in OpenAI's stream
     */
    record Choice(
            int index,
            Delta delta,
            Optional<LogprobsView> logprobs,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<String> finishReason) {}

    record Delta(Optional<String> role, Optional<String> content) {

        static Delta empty() {
            return new Delta(Optional.empty(), Optional.empty());
        }
    }

    /** What all chunks of one answer share. */
    record Header(String id, long created, String model) {

        ChatChunkView opening() {
            return piece(new Delta(Optional.of("assistant"), Optional.of("")), Optional.empty());
        }

        ChatChunkView text(String piece, LogprobsView tokens) {
            return piece(
                    new Delta(Optional.empty(), Optional.of(piece)),
                    Optional.of(tokens).filter(all -> !all.content().isEmpty()));
        }

        private ChatChunkView piece(Delta delta, Optional<LogprobsView> tokens) {
            return chunk(
                    List.of(new Choice(0, delta, tokens, Optional.empty())),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }

        ChatChunkView finish(Answer answer) {
            Choice choice = new Choice(
                    0, Delta.empty(), Optional.empty(), Optional.of(ChatCompletionView.finishReason(answer)));
            return chunk(
                    List.of(choice),
                    Optional.of(ChatCompletionView.fingerprint(answer)),
                    Optional.empty(),
                    Optional.of(Facts.of(answer)));
        }

        ChatChunkView usage(Answer answer) {
            return chunk(List.of(), Optional.empty(), Optional.of(Usage.of(answer)), Optional.empty());
        }

        private ChatChunkView chunk(
                List<Choice> choices, Optional<String> fingerprint, Optional<Usage> usage, Optional<Facts> facts) {
            return new ChatChunkView(id, "chat.completion.chunk", created, model, choices, fingerprint, usage, facts);
        }
    }
}
