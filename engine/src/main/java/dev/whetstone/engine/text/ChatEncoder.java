package dev.whetstone.engine.text;

import dev.whetstone.engine.ChatMessage;

import java.util.Arrays;
import java.util.List;

/** Chats as token ids, the same way for training, scoring and serving. */
public record ChatEncoder(Tokenizer tokenizer, ChatTemplate template) {

    /** The messages and the opening of the assistant's turn. */
    public int[] prompt(List<ChatMessage> messages) {
        return tokenizer.encode(template.render(messages, true));
    }

    /**
     * A chat that ends with the assistant's answer, split where that answer begins.
     *
     * @throws IllegalArgumentException when the last message is not the assistant's, or when the template writes the chat so
     *     that the prompt is not its beginning: then no token could be said to belong to the answer
     */
    public EncodedChat conversation(List<ChatMessage> messages) {
        if (messages.isEmpty() || !messages.getLast().role().equals("assistant")) {
            throw new IllegalArgumentException(
                    "the last message must be the assistant's: it is what the model should say");
        }
        int[] prompt = prompt(messages.subList(0, messages.size() - 1));
        int[] whole = tokenizer.encode(template.render(messages, false));
        int differs = Arrays.mismatch(prompt, whole);
        if (differs >= 0 && differs < prompt.length) {
            throw new IllegalArgumentException("the chat template writes the answer after something else than its"
                    + " generation prompt: they differ from token " + differs + " on");
        }
        return new EncodedChat(whole, prompt.length);
    }
}
