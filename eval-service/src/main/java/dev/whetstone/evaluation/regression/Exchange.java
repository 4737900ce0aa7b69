package dev.whetstone.evaluation.regression;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.contracts.EventJson;
import dev.whetstone.evaluation.suite.Item;
import dev.whetstone.evaluation.suite.Message;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a caller asked and what was answered: JSON {@code {"messages":[…],"output":"…"}}. */
record Exchange(List<Message> messages, String output) {
    Exchange {
        messages = List.copyOf(messages);
    }

    /** @throws IllegalArgumentException naming the field; the exchange itself is never quoted */
    static Exchange read(byte[] json) {
        JsonNode tree = tree(json);
        if (!tree.path("output").isTextual()) {
            throw new IllegalArgumentException("exchange: expected text in 'output'");
        }
        List<Message> messages = new ArrayList<>();
        tree.path("messages")
                .forEach(turn -> messages.add(new Message(
                        turn.path("role").textValue(), turn.path("content").textValue())));
        return new Exchange(messages, tree.get("output").textValue());
    }

    private static JsonNode tree(byte[] json) {
        try {
            return EventJson.mapper().readTree(json);
        } catch (IOException e) {
            throw new IllegalArgumentException("exchange: not JSON");
        }
    }

    /** Nobody knows the right answer: there is no reference. */
    Item item(String requestId) {
        return new Item(requestId, messages, Optional.empty(), Optional.empty());
    }
}
