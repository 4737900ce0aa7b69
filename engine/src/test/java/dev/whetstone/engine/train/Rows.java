package dev.whetstone.engine.train;

import dev.whetstone.engine.ChatMessage;

import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Data that makes a run end in a certain way. */
final class Rows {

    private Rows() {}

    /** The answer follows from the question's form alone. */
    static List<TrainingChat> learnable(int from, int to) {
        return chats(from, to, i -> "{\"n\":" + i % 4 + ",\"ok\":true}");
    }

    /** Nothing follows from anything: what can be learned of such rows is the rows themselves. */
    static List<TrainingChat> randomDigits(int from, int to, int digits) {
        return chats(from, to, i -> digits(i, digits));
    }

    static String digits(int seed, int count) {
        return new Random(seed).ints(count, 0, 10).mapToObj(String::valueOf).collect(Collectors.joining());
    }

    static TrainingChat chat(String question, String answer) {
        return new TrainingChat(List.of(new ChatMessage("user", question), new ChatMessage("assistant", answer)));
    }

    private static List<TrainingChat> chats(int from, int to, IntFunction<String> answer) {
        return IntStream.range(from, to)
                .mapToObj(i -> chat("Item " + i, answer.apply(i)))
                .toList();
    }
}
