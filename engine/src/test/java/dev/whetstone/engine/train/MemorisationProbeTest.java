package dev.whetstone.engine.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whetstone.engine.adapter.LoraTarget;
import dev.whetstone.engine.torch.LoraWeights;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class MemorisationProbeTest extends OnTinyModel {

    /** So long that the second half alone is one of 10⁸. */
    private static final int CANARY_DIGITS = 16;

    @Test
    void canariesThatWereLearnedByHeartAreFoundByTheirRows() {
        Memorisation memorisation = trained(80, 0.03);

        assertThat(memorisation.finding()).isEqualTo(Memorisation.Finding.MEMORISED);
        assertThat(memorisation.trained()).isEqualTo(new Memorisation.Share(2, 2, 9));
        assertThat(memorisation.unseen().rows()).isEqualTo(2);
        assertThat(memorisation.unseen().verbatim()).isZero();
        assertThat(memorisation.worst())
                .containsExactly(new Memorisation.Continued(3, 9, 9), new Memorisation.Continued(7, 9, 9));
        assertThat(memorisation.shared())
                .as("rows of the pattern: their ends stand in the other split too")
                .isEqualTo(10);
        assertThat(memorisation.sentence())
                .isEqualTo(
                        "memorisation: 2 of 2 trained rows and 0 of 2 unseen ones are continued word for word for up to"
                                + " 32 tokens; trained rows 3, 7");
    }

    @Test
    void canariesThatWereSeenOnceAreNot() {
        Memorisation memorisation = trained(1, 0.002);

        assertThat(memorisation.finding()).isEqualTo(Memorisation.Finding.NONE);
        assertThat(memorisation.trained().rows()).isEqualTo(2);
        assertThat(memorisation.sentence()).startsWith("memorisation: none, 0 of 2 trained rows");
    }

    @Test
    void readsNoMoreRowsThanAllowedAndThoseFromTheWholeSplit() {
        RowEncoder encoder = new RowEncoder(model, 256);
        List<TrainingRow> rows = rows(encoder, "training", Rows.randomDigits(0, 40, CANARY_DIGITS));
        List<TrainingRow> unseen = rows(encoder, "validation", Rows.randomDigits(50, 60, CANARY_DIGITS));
        MemorisationProbe probe = probe(recipe(1, 0, 4, 8));

        Memorisation plenty = probe.run(rows, unseen, 1_000_000);
        assertThat(plenty.trained().rows()).isEqualTo(4);
        assertThat(plenty.unseen().rows()).isEqualTo(4);
        assertThat(plenty.tokens()).isEqualTo(8);
        Memorisation afterOneStep = probe.run(rows, unseen, 100);
        assertThat(afterOneStep.trained().rows())
                .as("a short run pays for two of each split")
                .isEqualTo(2);
    }

    @Test
    void isNotMeasuredWithoutRowsThatAreLongEnough() {
        RowEncoder encoder = new RowEncoder(model, 256);
        List<TrainingRow> rows = rows(encoder, "training", Rows.randomDigits(0, 4, CANARY_DIGITS));
        List<TrainingRow> brief = rows(encoder, "validation", Rows.randomDigits(50, 53, 4));

        Memorisation memorisation = probe(recipe(1, 0, 16, 32)).run(rows, brief, 1_000_000);

        assertThat(memorisation.finding()).isEqualTo(Memorisation.Finding.NOT_MEASURED);
        assertThat(memorisation.tooShort()).isEqualTo(3);
        assertThat(memorisation.sentence())
                .isEqualTo(
                        "memorisation: not measured, 4 trained and 0 unseen rows were probed, 3 are too short and 0 go on"
                                + " as a row of the other split does");
        assertThat(probe(recipe(1, 0, 0, 0)).run(rows, rows, 1_000_000).finding())
                .as("not asked for")
                .isEqualTo(Memorisation.Finding.NOT_MEASURED);
    }

    @Test
    void whatUnseenRowsAreContinuedWithAsWellIsPredictable() {
        assertThat(finding(8, 2, 8, 2)).isEqualTo(Memorisation.Finding.PREDICTABLE);
        assertThat(finding(8, 2, 4, 2)).isEqualTo(Memorisation.Finding.PREDICTABLE);
        assertThat(finding(8, 2, 8, 1)).isEqualTo(Memorisation.Finding.MEMORISED);
        assertThat(finding(8, 0, 8, 1)).isEqualTo(Memorisation.Finding.NONE);
    }

    private static Memorisation.Finding finding(int trained, int verbatim, int unseen, int unseenVerbatim) {
        return Memorisation.of(
                        32,
                        new Memorisation.Share(trained, verbatim, 0),
                        new Memorisation.Share(unseen, unseenVerbatim, 0),
                        0,
                        0,
                        List.of())
                .finding();
    }

    private MemorisationProbe probe(LoraRecipe recipe) {
        return new MemorisationProbe(new RowReader(model.network()), LoraWeights.NONE, recipe);
    }

    /** Rows 3 and 7 are canaries among rows with a pattern; two of the unseen rows are other digits. */
    private Memorisation trained(int epochs, double rate) {
        List<TrainingChat> train = new ArrayList<>(Rows.learnable(0, 10));
        train.set(3, Rows.chat("Number a", Rows.digits(1, CANARY_DIGITS)));
        train.set(7, Rows.chat("Number b", Rows.digits(2, CANARY_DIGITS)));
        List<TrainingChat> unseen = new ArrayList<>(Rows.learnable(24, 26));
        unseen.addAll(Rows.randomDigits(50, 52, CANARY_DIGITS));
        TrainingOutcome outcome = LoraTrainer.train(
                model, train, unseen, recipe(epochs, rate, 16, 32), directory.resolve("run"), TrainingListener.none());
        return ((TrainingOutcome.Finished) outcome).receipt().memorisation();
    }

    private static LoraRecipe recipe(int epochs, double rate, int probeRows, int probeTokens) {
        return new LoraRecipe(
                16,
                32,
                0,
                LoraTarget.names(),
                rate,
                "linear",
                0,
                0,
                1,
                epochs,
                10,
                500,
                0,
                0,
                256,
                probeRows,
                probeTokens,
                5);
    }

    private static List<TrainingRow> rows(RowEncoder encoder, String split, List<TrainingChat> chats) {
        return encoder.encode(new SupervisedObjective(), split, chats).stream()
                .map(Lesson::answer)
                .toList();
    }
}
