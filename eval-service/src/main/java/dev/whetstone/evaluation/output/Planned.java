package dev.whetstone.evaluation.output;

import dev.whetstone.contracts.Digest;
import dev.whetstone.evaluation.suite.Message;
import dev.whetstone.evaluation.suite.Sampling;

import java.util.List;
import java.util.Optional;

/**
 * One answer that an evaluation needs.
 *
 * @param adapter empty for the base
 * @param repeat from 0
 */
public record Planned(Optional<Digest> adapter, List<Message> messages, Sampling sampling, int repeat) {
    public Planned {
        messages = List.copyOf(messages);
    }
}
