package dev.whetstone.engine;

import java.util.OptionalDouble;

/**
 * What a model makes of a chat: the fields that decide whether two implementations are the same model.
 *
 * @param promptIds the messages before the answer, as the template writes them
 * @param topIds ids of the largest logits at the last prompt position, largest first
 * @param topLogits their logits, before softmax
 * @param logsumexp logarithm of the summed exponentials of all logits there, in nats
 * @param completionIds tokens of the answer; empty when the chat has none
 * @param completionLoss mean negative log-likelihood of those tokens, in nats
 * @param greedyIds what the model says itself, the end-of-turn token included
 */
public record Score(
        int[] promptIds,
        int[] topIds,
        float[] topLogits,
        double logsumexp,
        int[] completionIds,
        OptionalDouble completionLoss,
        int[] greedyIds) {

    public Score {
        promptIds = promptIds.clone();
        topIds = topIds.clone();
        topLogits = topLogits.clone();
        completionIds = completionIds.clone();
        greedyIds = greedyIds.clone();
    }

    @Override
    public int[] promptIds() {
        return promptIds.clone();
    }

    @Override
    public int[] topIds() {
        return topIds.clone();
    }

    @Override
    public float[] topLogits() {
        return topLogits.clone();
    }

    @Override
    public int[] completionIds() {
        return completionIds.clone();
    }

    @Override
    public int[] greedyIds() {
        return greedyIds.clone();
    }
}
