package dev.whetstone.engine.text;

import dev.whetstone.engine.ChatMessage;
import dev.whetstone.engine.Tool;

import java.util.Arrays;
import java.util.List;

/** Chats as token ids, the same way for training, scoring and serving. */
public record ChatEncoder(Tokenizer tokenizer, ChatTemplate template) {

    /** The messages and the opening of the assistant's turn. */
    public int[] prompt(List<ChatMessage> messages) {
        return prompt(messages, List.of());
    }

    /** The same with tools that the assistant may call. */
    public int[] prompt(List<ChatMessage> messages, List<Tool> tools) {
        return tokenizer.encode(template.render(messages, tools, true));
    }

    /** {@link #conversation(List, List)} without tools. */
    public EncodedChat conversation(List<ChatMessage> messages) {
        return conversation(messages, List.of());
    }

    /**
     * A chat that ends with the assistant's answer, split where that answer begins.
     *
     * @throws IllegalArgumentException when the last message is not the assistant's, or when the template writes the chat so
     *     that the prompt is not its beginning: then no token could be said to belong to the answer
     */
    public EncodedChat conversation(List<ChatMessage> messages, List<Tool> tools) {
        if (messages.isEmpty() || !messages.getLast().role().equals(ChatMessage.ASSISTANT)) {
            throw new IllegalArgumentException(
                    "the last message must be the assistant's: it is what the model should say");
        }
        int[] prompt = prompt(messages.subList(0, messages.size() - 1), tools);
        int[] whole = tokenizer.encode(template.render(messages, tools, false));
        int differs = Arrays.mismatch(prompt, whole);
        if (differs >= 0 && differs < prompt.length) {
            throw new IllegalArgumentException("the chat template writes the answer after something else than its"
                    + " generation prompt: they differ from token " + differs + " on");
        }
        return new EncodedChat(whole, prompt.length);
    }
}
