package dev.whetstone.evaluation.output;

import dev.whetstone.contracts.Digest;
import dev.whetstone.evaluation.suite.HeldSchema;
import dev.whetstone.evaluation.suite.Message;
import dev.whetstone.evaluation.suite.Sampling;

import java.util.List;
import java.util.Optional;

/**
 * One answer that an evaluation needs.
 *
 * @param adapter empty for the base
 * @param repeat from 0
 * @param schema what the answer is held to while it is generated; empty for free text
 */
public record Planned(
        Optional<Digest> adapter, List<Message> messages, Sampling sampling, int repeat, Optional<HeldSchema> schema) {
    public Planned {
        messages = List.copyOf(messages);
    }

    /** In free text. */
    public Planned(Optional<Digest> adapter, List<Message> messages, Sampling sampling, int repeat) {
        this(adapter, messages, sampling, repeat, Optional.empty());
    }
}
