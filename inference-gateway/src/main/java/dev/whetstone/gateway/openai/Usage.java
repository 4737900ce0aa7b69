package dev.whetstone.gateway.openai;

import dev.whetstone.gateway.generation.Answer;

/** Tokens of one request. */
record Usage(int promptTokens, int completionTokens, int totalTokens) {

    static Usage of(Answer answer) {
        return new Usage(
                answer.promptTokens(), answer.completionTokens(), answer.promptTokens() + answer.completionTokens());
    }
}
