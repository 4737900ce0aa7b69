package dev.whetstone.engine.train;

import dev.whetstone.engine.ChatMessage;
import dev.whetstone.engine.Tool;

import java.util.List;

/**
 * One chat to learn from. The loss is on the trained messages alone, which are the assistant's, their end-of-turn tokens included;
 * messages after the last of them are not read.
 *
 * @param tools that the assistant may call
 * @param trained numbers of the messages with a loss on them, from 0, in order
 */
public record TrainingChat(List<ChatMessage> messages, List<Tool> tools, List<Integer> trained)
        implements TrainingExample {

    public TrainingChat {
        messages = List.copyOf(messages);
        tools = List.copyOf(tools);
        trained = trained.stream().sorted().distinct().toList();
        for (int message : trained) {
            if (message < 0 || message >= messages.size()) {
                throw new IllegalArgumentException(
                        "message " + message + " is trained, but the chat has " + messages.size());
            }
        }
    }

    /** The last message is the answer, and the only one that is learned. */
    public TrainingChat(List<ChatMessage> messages) {
        this(messages, List.of(), messages.isEmpty() ? List.of() : List.of(messages.size() - 1));
    }
}
