package dev.whetstone.engine.train;

import dev.whetstone.engine.ChatMessage;

import java.util.List;

/** One example. The last message is the assistant's answer: the loss is on it alone, its end-of-turn token included. */
public record TrainingChat(List<ChatMessage> messages) {

    public TrainingChat {
        messages = List.copyOf(messages);
    }
}
