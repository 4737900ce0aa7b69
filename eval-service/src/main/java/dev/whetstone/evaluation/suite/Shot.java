package dev.whetstone.evaluation.suite;

import dev.whetstone.contracts.Require;

import java.util.List;

/** A worked example shown before the item: turns that end with the assistant's answer, in no split of the dataset. */
public record Shot(List<Message> turns) {

    public Shot {
        turns = Require.copy("turns", turns);
        if (turns.size() < 2 || !turns.getLast().isAssistant()) {
            throw new IllegalArgumentException(
                    "messages: expected a question and, last, the assistant's answer, but got " + turns.size()
                            + " messages");
        }
        if (turns.stream().anyMatch(Message::isSystem)) {
            throw new IllegalArgumentException(
                    "messages: expected no system message (the variant brings its own), but got one");
        }
    }
}
