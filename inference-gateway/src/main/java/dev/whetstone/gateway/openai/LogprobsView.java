package dev.whetstone.gateway.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.whetstone.gateway.generation.TokenProbability;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** OpenAI's {@code logprobs} of a choice: its tokens without the one that ends the turn, which is no part of the content. */
record LogprobsView(List<Token> content) {

    /** @param bytes null where the token stands for none */
    record Token(
            String token,
            double logprob,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<int[]> bytes,
            List<Alternative> topLogprobs) {}

    /** @param bytes null where the token stands for none */
    record Alternative(
            String token,
            double logprob,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<int[]> bytes) {}

    static LogprobsView of(List<TokenProbability> tokens) {
        return new LogprobsView(tokens.stream()
                .filter(token -> !token.control())
                .map(LogprobsView::token)
                .toList());
    }

    private static Token token(TokenProbability token) {
        return new Token(
                token.text(),
                token.logProbability(),
                bytes(token),
                token.likeliest().stream()
                        .map(other -> new Alternative(other.text(), other.logProbability(), bytes(other)))
                        .toList());
    }

    private static Optional<int[]> bytes(TokenProbability token) {
        byte[] bytes = token.bytes();
        return token.control()
                ? Optional.empty()
                : Optional.of(IntStream.range(0, bytes.length)
                        .map(i -> bytes[i] & 0xFF)
                        .toArray());
    }
}
