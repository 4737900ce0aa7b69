package dev.whetstone.evaluation.suite;

import static java.util.stream.Collectors.joining;

import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.Require;

import java.util.List;
import java.util.Optional;

/**
 * One sample of a split, the independent unit of every statistic.
 *
 * @param input the messages a model is given, as the row has them
 * @param reference the row's last assistant message: what was wanted; empty for live traffic
 * @param label the slice it is reported under
 */
public record Item(String id, List<Message> input, Optional<String> reference, Optional<String> label) {

    public Item {
        Require.text("id", id);
        input = Require.copy("input", input);
        if (input.isEmpty()) {
            throw new IllegalArgumentException("input: expected at least one message, but item '" + id + "' has none");
        }
        Require.present("reference", reference);
        Require.present("label", label);
    }

    /** What a grounded answer may rest on: every message the model was given. */
    public String inputText() {
        return input.stream().map(Message::content).collect(joining("\n"));
    }

    /** Names the input alone, so that a result can be found again whatever the row is called. */
    public Digest inputDigest() {
        return CanonicalJson.digest(EvalJson.messages(input));
    }
}
