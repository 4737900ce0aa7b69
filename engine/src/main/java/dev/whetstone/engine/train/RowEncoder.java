package dev.whetstone.engine.train;

import dev.whetstone.engine.ChatMessage;
import dev.whetstone.engine.LanguageModel;
import dev.whetstone.engine.Tool;
import dev.whetstone.engine.template.TemplateException;
import dev.whetstone.engine.text.EncodedChat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Turns examples into rows exactly as serving will: same template, same tokens. A target is an answer up to and including the
 * token that ends the turn; what the template writes after it is not learned, because generation ends there.
 */
final class RowEncoder {

    private final LanguageModel model;
    private final int limit;

    RowEncoder(LanguageModel model, int maxTokens) {
        this.model = model;
        this.limit = Math.min(maxTokens, model.contextLength());
    }

    /** @throws InvalidTrainingDataException naming the first row that cannot be learned from */
    List<Lesson> encode(Objective objective, String split, List<? extends TrainingExample> examples) {
        if (examples.isEmpty()) {
            throw new InvalidTrainingDataException(split, 0, "there are no rows: at least one is needed");
        }
        for (int i = 0; i < examples.size(); i++) {
            if (!objective.learnsFrom().isInstance(examples.get(i))) {
                throw new InvalidTrainingDataException(
                        split,
                        i,
                        "it is " + examples.get(i).kind()
                                + ", which this method does not learn from: choose the method that"
                                + " does, or give it other rows");
            }
        }
        List<Lesson> lessons = new ArrayList<>();
        for (int i = 0; i < examples.size(); i++) {
            try {
                lessons.add(objective.lesson(this, examples, i));
            } catch (IllegalArgumentException | TemplateException e) {
                throw new InvalidTrainingDataException(split, i, e.getMessage());
            }
        }
        return lessons;
    }

    Lesson pair(PreferencePair pair) {
        return Lesson.of(
                answer(pair.prompt(), pair.tools(), pair.preferred()),
                answer(pair.prompt(), pair.tools(), pair.nonPreferred()));
    }

    TrainingRow answer(List<ChatMessage> prompt, List<Tool> tools, ChatMessage answer) {
        List<ChatMessage> messages = new ArrayList<>(prompt);
        messages.add(answer);
        return chat(new TrainingChat(messages, tools, List.of(prompt.size())));
    }

    /** All trained turns of a chat in one row. */
    TrainingRow chat(TrainingChat chat) {
        if (chat.trained().isEmpty()) {
            throw new IllegalArgumentException(
                    "no message of it is trained: give one of the assistant's messages the weight 1, or leave the row out");
        }
        Turn last = turn(chat, chat.trained().getLast());
        IntStream places = IntStream.empty();
        for (int message : chat.trained()) {
            Turn turn = message == chat.trained().getLast() ? last : turn(chat, message);
            if (!turn.begins(last)) {
                throw new IllegalArgumentException(
                        "message " + message
                                + " is written otherwise by the chat template once the chat goes on, so what is"
                                + " trained would not be what is served: give it a row of its own that ends with it, and weight 0 here");
            }
            places = IntStream.concat(places, IntStream.range(turn.begin(), turn.ids().length));
        }
        if (last.ids().length > limit) {
            throw new IllegalArgumentException(
                    last.ids().length + " tokens, " + (last.ids().length - limit) + " over the limit of " + limit
                            + ": shorten it or raise maxTokens; a cut answer would teach the model to stop in the middle");
        }
        return new TrainingRow(last.ids(), places.toArray());
    }

    /**
     * A chat up to one of its answers.
     *
     * @param begin of the answer
     */
    private record Turn(int[] ids, int begin) {

        boolean begins(Turn longer) {
            return Arrays.mismatch(ids, 0, ids.length, longer.ids, 0, Math.min(ids.length, longer.ids.length)) < 0;
        }
    }

    private Turn turn(TrainingChat chat, int message) {
        EncodedChat encoded = model.chats().conversation(chat.messages().subList(0, message + 1), chat.tools());
        int end = endOfTurn(encoded);
        ChatMessage answer = chat.messages().get(message);
        if (answer.content().isBlank() && answer.toolCalls().isEmpty() || end == encoded.promptLength()) {
            throw new IllegalArgumentException(
                    "the answer is empty, so there is nothing to learn: give it text or leave the row out");
        }
        if (Arrays.stream(encoded.completion()).allMatch(model.tokenizer()::isControlToken)) {
            throw new IllegalArgumentException(
                    "the chat template writes nothing but control tokens for the answer, so there"
                            + " is nothing to learn: use a template that writes it");
        }
        return new Turn(Arrays.copyOf(encoded.ids(), end), encoded.promptLength());
    }

    /** After the last token that ends a generation; the whole chat when its template writes none. */
    private int endOfTurn(EncodedChat chat) {
        int[] ids = chat.ids();
        for (int end = ids.length; end > chat.promptLength(); end--) {
            if (model.config().eosTokens().contains(ids[end - 1])) {
                return end;
            }
        }
        return ids.length;
    }
}
