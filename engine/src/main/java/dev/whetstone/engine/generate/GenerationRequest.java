package dev.whetstone.engine.generate;

import dev.whetstone.engine.Adapter;
import dev.whetstone.engine.constrain.Constraint;

import java.time.Instant;
import java.util.Optional;

/**
 * One completion to generate.
 *
 * @param prompt token ids, the opening of the assistant's turn included
 * @param adapter empty for the base model
 * @param deadline when to give up, with what has been said so far
 * @param constraint a schema that the completion is held to, compiled by the same model's {@code constraints()}; it ends when the value
 *     is whole
 */
public record GenerationRequest(
        int[] prompt,
        Optional<Adapter> adapter,
        Sampling sampling,
        Optional<Instant> deadline,
        Optional<Constraint> constraint) {

    public GenerationRequest {
        prompt = prompt.clone();
        if (prompt.length == 0) {
            throw new IllegalArgumentException("prompt has no tokens: at least one is needed");
        }
        if (constraint.isPresent() && !sampling.stop().isEmpty()) {
            throw new IllegalArgumentException(
                    "stop texts could cut a completion that is held to a schema: leave one of the two out");
        }
        if (constraint.isPresent() && sampling.minTokens() > 0) {
            throw new IllegalArgumentException(
                    "minTokens could forbid the end of a value that is held to a schema: leave one of the two out");
        }
    }

    public GenerationRequest(int[] prompt, Optional<Adapter> adapter, Sampling sampling, Optional<Instant> deadline) {
        this(prompt, adapter, sampling, deadline, Optional.empty());
    }

    @Override
    public int[] prompt() {
        return prompt.clone();
    }
}
