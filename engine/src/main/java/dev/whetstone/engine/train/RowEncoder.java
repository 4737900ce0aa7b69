package dev.whetstone.engine.train;

import dev.whetstone.engine.LanguageModel;
import dev.whetstone.engine.template.TemplateException;
import dev.whetstone.engine.text.EncodedChat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Turns chats into rows exactly as serving will: same template, same tokens. The target is the answer up to and including the
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
    List<TrainingRow> encode(String split, List<TrainingChat> chats) {
        if (chats.isEmpty()) {
            throw new InvalidTrainingDataException(split, 0, "there are no rows: at least one is needed");
        }
        List<TrainingRow> rows = new ArrayList<>();
        for (int i = 0; i < chats.size(); i++) {
            rows.add(encode(split, i, chats.get(i)));
        }
        return rows;
    }

    private TrainingRow encode(String split, int index, TrainingChat chat) {
        EncodedChat encoded = conversation(split, index, chat);
        int[] ids = Arrays.copyOf(encoded.ids(), endOfTurn(encoded));
        if (chat.messages().getLast().content().isBlank() || ids.length == encoded.promptLength()) {
            throw new InvalidTrainingDataException(
                    split,
                    index,
                    "the answer is empty, so there is nothing to learn: give it text or leave the row out");
        }
        if (ids.length > limit) {
            throw new InvalidTrainingDataException(
                    split,
                    index,
                    ids.length + " tokens, " + (ids.length - limit) + " over the limit of " + limit
                            + ": shorten it or raise maxTokens; a cut answer would teach the model to stop in the middle");
        }
        return new TrainingRow(ids, encoded.promptLength());
    }

    private EncodedChat conversation(String split, int index, TrainingChat chat) {
        try {
            return model.chats().conversation(chat.messages());
        } catch (IllegalArgumentException | TemplateException e) {
            throw new InvalidTrainingDataException(split, index, e.getMessage());
        }
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
