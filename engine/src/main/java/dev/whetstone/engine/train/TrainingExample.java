package dev.whetstone.engine.train;

import dev.whetstone.engine.ChatMessage;

import java.util.List;

/** One row of data. Sealed: each {@link TrainingMethod} learns from one kind. */
public sealed interface TrainingExample permits TrainingChat, PreferencePair, JudgedAnswer {

    /** What it is, in words. */
    default String kind() {
        return switch (this) {
            case TrainingChat _ -> "a chat (messages)";
            case PreferencePair _ -> "a pair of answers (input, preferred_output, non_preferred_output)";
            case JudgedAnswer _ -> "a judged answer (prompt, completion, label)";
        };
    }

    /** What the model is taught to say or not to say: for each row of tokens that comes of this, the assistant's messages in it. */
    default List<List<ChatMessage>> answers() {
        return switch (this) {
            case TrainingChat chat ->
                List.of(chat.trained().stream().map(chat.messages()::get).toList());
            case PreferencePair pair -> List.of(List.of(pair.preferred()), List.of(pair.nonPreferred()));
            case JudgedAnswer judged -> List.of(List.of(judged.answer()));
        };
    }
}
