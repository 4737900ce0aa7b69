package dev.whetstone.engine.train;

import dev.whetstone.engine.ChatMessage;
import dev.whetstone.engine.Tool;

import java.util.List;

/**
 * An answer of which it is known whether it is wanted.
 *
 * @param prompt the messages before the answer
 * @param tools that the assistant may call
 */
public record JudgedAnswer(List<ChatMessage> prompt, List<Tool> tools, ChatMessage answer, boolean desirable)
        implements TrainingExample {

    public JudgedAnswer {
        prompt = List.copyOf(prompt);
        tools = List.copyOf(tools);
    }
}
