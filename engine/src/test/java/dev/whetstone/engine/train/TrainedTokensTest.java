package dev.whetstone.engine.train;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** The tiny tokenizer has a token for each byte, so every figure can be counted by hand. */
class TrainedTokensTest extends OnTinyModel {

    private static final List<TrainingChat> CHATS =
            List.of(Rows.chat("What?", "All of it."), Rows.chat("Where?", "Here."));

    /** Two turns of three characters more than role and text each, and the opening of the answer. */
    private static final int PROMPTS = "?user\nWhat??\n?assistant\n".length() + "?user\nWhere??\n?assistant\n".length();

    private static final int ANSWERS = "All of it.?".length() + "Here.?".length();

    @Test
    void countsTheAnswersAndTheirEndsAndNothingElse() {
        TrainedTokens tokens = of(row -> row);

        assertThat(tokens.tokens()).isEqualTo(PROMPTS + ANSWERS);
        assertThat(tokens.trained()).isEqualTo(ANSWERS);
        assertThat(tokens.share()).isEqualTo((double) ANSWERS / (PROMPTS + ANSWERS));
        assertThat(tokens.endOfTurnTrained()).isTrue();
        assertThat(tokens.offTheAnswer().count()).isZero();
        assertThat(tokens.excerpt())
                .isEqualTo(new TrainedTokens.Excerpt(
                        0, "<|im_start|>user\nWhat?<|im_end|>\n<|im_start|>assistant\n", "All of it.<|im_end|>"));
    }

    @Test
    void aMaskThatBeginsTooEarlyIsSeen() {
        TrainedTokens tokens = of(row -> new TrainingRow(row.ids(), row.firstTarget() - 4));

        assertThat(tokens.trained()).isEqualTo(ANSWERS + 8);
        assertThat(tokens.offTheAnswer()).isEqualTo(new NamedRows(2, List.of(0, 1)));
        assertThat(tokens.excerpt().trained()).isEqualTo("ant\nAll of it.<|im_end|>");
    }

    @Test
    void aMaskThatBeginsTooLateIsSeen() {
        TrainedTokens tokens = of(row -> new TrainingRow(row.ids(), row.firstTarget() + 1));

        assertThat(tokens.trained()).isEqualTo(ANSWERS - 2);
        assertThat(tokens.offTheAnswer().count()).isEqualTo(2);
        assertThat(tokens.excerpt().trained()).isEqualTo("ll of it.<|im_end|>");
    }

    @Test
    void anEndOfTurnThatIsNotTrainedIsSeen() {
        TrainedTokens tokens =
                of(row -> new TrainingRow(Arrays.copyOf(row.ids(), row.ids().length - 1), row.firstTarget()));

        assertThat(tokens.endOfTurnTrained()).isFalse();
        assertThat(tokens.withoutEndOfTurn()).isEqualTo(new NamedRows(2, List.of(0, 1)));
        assertThat(tokens.excerpt().trained()).isEqualTo("All of it.");
        assertThat(tokens.offTheAnswer().count()).isZero();
    }

    @Test
    void aLongAnswerIsShownByItsBeginningAndItsEnd() {
        List<TrainingChat> chats = List.of(Rows.chat("Go", "a".repeat(40)));
        List<Lesson> rows = new RowEncoder(model, 256).encode(new SupervisedObjective(), "training", chats);

        assertThat(TrainedTokens.of(model, rows, chats).excerpt().trained()).isEqualTo("a".repeat(24) + "…<|im_end|>");
    }

    @Test
    void rowsAreNamedByTheFirstFew() {
        assertThat(NamedRows.of(List.of(4)).inWords()).isEqualTo("1 row (4)");
        assertThat(NamedRows.of(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8)).inWords())
                .isEqualTo("9 rows (0, 1, 2, 3, 4, 5, 6, 7, …)");
    }

    /** What the receipt says of the rows after a change to each. */
    private TrainedTokens of(UnaryOperator<TrainingRow> change) {
        List<Lesson> rows = new RowEncoder(model, 256)
                .encode(new SupervisedObjective(), "training", CHATS).stream()
                        .map(lesson -> Lesson.of(change.apply(lesson.answer())))
                        .toList();
        return TrainedTokens.of(model, rows, CHATS);
    }
}
