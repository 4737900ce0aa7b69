package dev.whetstone.engine.train;

import dev.whetstone.engine.LanguageModel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which tokens of the training split carry the loss, counted on the rows that are trained on and not on the chats they came from.
 *
 * @param tokens of all rows, read or said, once each
 * @param trained those with a loss on them
 * @param share trained by tokens
 * @param endOfTurnTrained whether every row teaches the model to end its turn
 * @param withoutEndOfTurn rows whose last target does not end a generation: the model is not taught to stop there
 * @param offTheAnswer rows whose targets, as text, are not the answer of their chat
 */
public record TrainedTokens(
        int tokens,
        int trained,
        double share,
        boolean endOfTurnTrained,
        NamedRows withoutEndOfTurn,
        NamedRows offTheAnswer,
        Excerpt excerpt) {

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

    /** @param chats the rows' chats, in the same order */
    static TrainedTokens of(LanguageModel model, List<TrainingRow> rows, List<TrainingChat> chats) {
        List<Integer> endless = new ArrayList<>();
        List<Integer> off = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            int[] ids = rows.get(i).ids();
            if (!model.config().eosTokens().contains(ids[ids.length - 1])) {
                endless.add(i);
            }
            String said = model.tokenizer().decode(targets(rows.get(i)));
            if (!said.strip().equals(chats.get(i).messages().getLast().content().strip())) {
                off.add(i);
            }
        }
        int tokens = rows.stream().mapToInt(row -> row.ids().length).sum();
        int trained = rows.stream().mapToInt(TrainingRow::targets).sum();
        return new TrainedTokens(
                tokens,
                trained,
                (double) trained / tokens,
                endless.isEmpty(),
                NamedRows.of(endless),
                NamedRows.of(off),
                excerpt(model, rows.getFirst()));
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

    private static int[] targets(TrainingRow row) {
        return Arrays.copyOfRange(row.ids(), row.firstTarget(), row.ids().length);
    }
}
