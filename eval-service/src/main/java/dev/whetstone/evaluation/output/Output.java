package dev.whetstone.evaluation.output;

/**
 * What a model answered.
 *
 * @param finishReason {@code stop} or {@code length}
 */
public record Output(String text, String finishReason, int promptTokens, int completionTokens) {}
