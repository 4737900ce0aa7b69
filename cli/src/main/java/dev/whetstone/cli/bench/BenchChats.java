package dev.whetstone.cli.bench;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whetstone.engine.ChatMessage;
import dev.whetstone.engine.LanguageModel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Training and validation rows, JSON Lines of {@code {"messages": […]}}. */
record BenchChats(Path train, Path valid) {

    private static final JsonMapper MAPPER = new JsonMapper();
    private static final int HELD_OUT = 8;
    private static final int ANSWER_WORDS = 40;
    private static final List<String> WORDS = List.of(
            ("the council of a small town votes on money for bridges schools parks and harbour works every spring"
                            + " while members ask who pays what is owed when it ends and which risk nobody named yet")
                    .split(" "));

    /** Chats about nothing: an answer that repeats words of its question, so that there is something to learn. */
    static BenchChats madeUp(LanguageModel model, Path folder, int chats, int tokens) {
        SplittableRandom random = new SplittableRandom(3);
        try {
            Files.createDirectories(folder);
            return new BenchChats(
                    write(folder.resolve("train-" + tokens + ".jsonl"), model, chats, tokens, random),
                    write(folder.resolve("valid-" + tokens + ".jsonl"), model, HELD_OUT, tokens, random));
        } catch (IOException e) {
            throw new UncheckedIOException("chats cannot be written to " + folder + ": " + e.getMessage(), e);
        }
    }

    private static Path write(Path file, LanguageModel model, int chats, int tokens, SplittableRandom random)
            throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < chats; i++) {
            ObjectNode row = MAPPER.createObjectNode();
            for (ChatMessage message : chat(model, tokens, random)) {
                row.withArray("messages")
                        .addObject()
                        .put("role", message.role())
                        .put("content", message.content());
            }
            lines.add(row.toString());
        }
        return Files.write(file, lines);
    }

    /** Words are added to the question until the chat has its length. */
    private static List<ChatMessage> chat(LanguageModel model, int tokens, SplittableRandom random) {
        List<String> answer = words(ANSWER_WORDS, random);
        List<String> question = words(2, random);
        List<ChatMessage> chat = chat(question, answer);
        for (int length = length(model, chat); length < tokens; length = length(model, chat)) {
            question.addAll(words(Math.max(1, (tokens - length) / 2), random));
            chat = chat(question, answer);
        }
        return chat;
    }

    private static List<ChatMessage> chat(List<String> question, List<String> answer) {
        return List.of(
                new ChatMessage("user", String.join(" ", question)),
                new ChatMessage("assistant", String.join(" ", answer) + " " + question.getFirst()));
    }

    private static int length(LanguageModel model, List<ChatMessage> chat) {
        return model.chats().conversation(chat).length();
    }

    private static List<String> words(int count, SplittableRandom random) {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            words.add(WORDS.get(random.nextInt(WORDS.size())));
        }
        return words;
    }
}
