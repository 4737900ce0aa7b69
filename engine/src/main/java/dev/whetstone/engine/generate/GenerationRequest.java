package dev.whetstone.engine.generate;

import dev.whetstone.engine.Adapter;

import java.time.Instant;
import java.util.Optional;

/**
 * One completion to generate.
 *
 * @param prompt token ids, the opening of the assistant's turn included
 * @param adapter empty for the base model
 * @param deadline when to give up, with what has been said so far
 */
public record GenerationRequest(
        int[] prompt, Optional<Adapter> adapter, Sampling sampling, Optional<Instant> deadline) {

    public GenerationRequest {
        prompt = prompt.clone();
        if (prompt.length == 0) {
            throw new IllegalArgumentException("prompt has no tokens: at least one is needed");
        }
    }

    @Override
    public int[] prompt() {
        return prompt.clone();
    }
}
