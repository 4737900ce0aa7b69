package dev.whetstone.engine.train;

import dev.whetstone.engine.ChatMessage;
import dev.whetstone.engine.Tool;

import java.util.List;

/**
 * Two answers to the same prompt, one of which is preferred.
 *
 * @param prompt the messages before the answer
 * @param tools that the assistant may call
 */
public record PreferencePair(
        List<ChatMessage> prompt, List<Tool> tools, ChatMessage preferred, ChatMessage nonPreferred)
        implements TrainingExample {

    public PreferencePair {
        prompt = List.copyOf(prompt);
        tools = List.copyOf(tools);
        if (preferred.equals(nonPreferred)) {
            throw new IllegalArgumentException(
                    "both answers are the same, so none can be preferred: correct one or leave the row out");
        }
    }
}
