package dev.whetstone.engine.train;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.whetstone.engine.ChatMessage;
import dev.whetstone.engine.LanguageModel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which tokens of the training split carry the loss, counted on the rows that are trained on and not on the chats they came from.
 *
 * @param tokens of all rows, read or said, once each; of a pair both answers, each with its prompt
 * @param trained those with a loss on them, rejected answers included
 * @param share trained by tokens
 * @param endOfTurnTrained whether every row teaches the model to end its turn
 * @param withoutEndOfTurn rows whose last target does not end a generation: the model is not taught to stop there
 * @param offTheAnswer rows whose targets, as text, are not the answers that they came from
 * @param rejected the same of the answer that is not preferred, where rows have two
 */
public record TrainedTokens(
        int tokens,
        int trained,
        double share,
        boolean endOfTurnTrained,
        NamedRows withoutEndOfTurn,
        NamedRows offTheAnswer,
        Excerpt excerpt,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Excerpt> rejected) {

    /** Tokens shown at each side of the place where the targets begin. */
    private static final int SHOWN = 24;

    private static final String CUT = "…";

    /**
     * One row around the place where its targets begin, control tokens spelled out, … where it is cut.
     *
     * @param row its number, from 0
     * @param read not trained: the end of the prompt
     * @param trained the beginning of the targets, and their last token
     */
    public record Excerpt(int row, String read, String trained) {}

    public TrainedTokens {
        rejected = rejected == null ? List.of() : List.copyOf(rejected); // left out where rows have one answer
    }

    /** @param examples that the lessons came from, in the same order */
    static TrainedTokens of(LanguageModel model, List<Lesson> lessons, List<? extends TrainingExample> examples) {
        List<Integer> endless = new ArrayList<>();
        List<Integer> off = new ArrayList<>();
        for (int i = 0; i < lessons.size(); i++) {
            if (lessons.get(i).rows().stream().anyMatch(row -> !endsItsTurn(model, row))) {
                endless.add(i);
            }
            if (!says(model, lessons.get(i).rows(), examples.get(i).answers())) {
                off.add(i);
            }
        }
        int tokens = rows(lessons).mapToInt(row -> row.ids().length).sum();
        int trained = rows(lessons).mapToInt(TrainingRow::targets).sum();
        return new TrainedTokens(
                tokens,
                trained,
                (double) trained / tokens,
                endless.isEmpty(),
                NamedRows.of(endless),
                NamedRows.of(off),
                excerpt(model, lessons.getFirst().answer()),
                lessons.getFirst().rows().stream()
                        .skip(1)
                        .map(row -> excerpt(model, row))
                        .toList());
    }

    private static Stream<TrainingRow> rows(List<Lesson> lessons) {
        return lessons.stream().flatMap(lesson -> lesson.rows().stream());
    }

    private static boolean endsItsTurn(LanguageModel model, TrainingRow row) {
        return model.config().eosTokens().contains(row.ids()[row.ids().length - 1]);
    }

    private static boolean says(LanguageModel model, List<TrainingRow> rows, List<List<ChatMessage>> answers) {
        for (int i = 0; i < rows.size(); i++) {
            List<int[]> stretches = rows.get(i).stretches();
            if (stretches.size() != answers.get(i).size()) {
                return false;
            }
            for (int j = 0; j < stretches.size(); j++) {
                if (!says(
                        model.tokenizer().decode(stretches.get(j)),
                        answers.get(i).get(j))) {
                    return false;
                }
            }
        }
        return true;
    }

    /** How calls are written is the template's; their names have to be there. */
    private static boolean says(String text, ChatMessage answer) {
        if (answer.toolCalls().isEmpty()) {
            return text.strip().equals(answer.content().strip());
        }
        return text.contains(answer.content().strip())
                && answer.toolCalls().stream().allMatch(call -> text.contains(call.name()));
    }

    private static Excerpt excerpt(LanguageModel model, TrainingRow row) {
        int[] ids = row.ids();
        int from = Math.max(0, row.firstTarget() - SHOWN);
        int to = Math.min(ids.length, row.firstTarget() + SHOWN);
        String read = spell(model, ids, from, row.firstTarget());
        String trained = spell(model, ids, row.firstTarget(), to);
        if (to < ids.length) {
            trained += CUT + spell(model, ids, ids.length - 1, ids.length);
        }
        return new Excerpt(0, from > 0 ? CUT + read : read, trained);
    }

    private static String spell(LanguageModel model, int[] ids, int from, int to) {
        return model.tokenizer().spell(Arrays.copyOfRange(ids, from, to));
    }
}
