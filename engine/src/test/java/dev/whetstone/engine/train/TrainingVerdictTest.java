package dev.whetstone.engine.train;

import static dev.whetstone.engine.train.TinyRun.finished;
import static org.assertj.core.api.Assertions.assertThat;

import dev.whetstone.engine.adapter.LoraTarget;
import org.junit.jupiter.api.Test;

import java.util.List;

/** Real runs of a tiny model, on data and settings made to end in each verdict. */
class TrainingVerdictTest extends OnTinyModel {

    private static final double RATE = 0.03;

    @Test
    void aPatternThatCanBeLearnedIsHealthy() {
        Verdict verdict = verdict(Rows.learnable(0, 12), Rows.learnable(24, 28), recipe(20, RATE, "linear"));

        assertThat(verdict.sentence()).startsWith("healthy: the validation loss went from ");
    }

    /** A third of the rate: at the whole one, whether the rows are learned by heart at all depends on the processor's rounding. */
    @Test
    void randomAnswersAreOverfitted() {
        Verdict verdict =
                verdict(Rows.randomDigits(0, 6, 12), Rows.randomDigits(50, 58, 12), recipe(40, RATE / 3, "constant"));

        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Overfitting.class,
                        overfitting -> assertThat(overfitting.reason())
                                .contains("at step " + overfitting.fromStep() + " to ")
                                .contains("while the training loss went from"));
    }

    @Test
    void aRateOfNothingIsANoOp() {
        assertThat(verdict(Rows.learnable(0, 12), Rows.learnable(24, 28), recipe(2, 0, "constant")))
                .isInstanceOf(Verdict.NoOp.class);
    }

    @Test
    void aRateThatIsTooLowIsUnderfitting() {
        assertThat(verdict(Rows.learnable(0, 12), Rows.learnable(24, 28), recipe(2, 1e-5, "constant"))
                        .sentence())
                .startsWith("underfitting: ")
                .endsWith("% lower, and 2 % is the least that counts");
    }

    @Test
    void aRunCutOffWhileItLearnsIsUnderfitting() {
        assertThat(verdict(Rows.learnable(0, 8), Rows.learnable(24, 28), recipe(10, 0.003, "constant"))
                        .sentence())
                .startsWith("underfitting: ")
                .endsWith("it was still falling when the run ended");
    }

    @Test
    void aRateThatIsTooHighEndsTheRunWithoutAnAdapter() {
        TrainingOutcome outcome = train(Rows.learnable(0, 12), Rows.learnable(24, 28), recipe(12, 1e3, "constant"));

        assertThat(outcome).isInstanceOf(TrainingOutcome.Diverged.class);
        assertThat(directory.resolve("run/adapter")).doesNotExist();
    }

    /** Over before three steps were far too high: the curve says so. */
    @Test
    void aShortRunThatDivergesIsSeenInItsCurve() {
        TrainingOutcome outcome = train(Rows.learnable(0, 8), Rows.learnable(24, 28), recipe(1, 1e3, "constant"));

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        TrainingOutcome.Diverged.class,
                        diverged -> assertThat(diverged.reason())
                                .contains("the validation loss ended at ")
                                .contains("lower the learning rate of 1000.0"));
        assertThat(directory.resolve("run/adapter")).doesNotExist();
    }

    @Test
    void patienceWithAMinimumChangeEndsARunThatHardlyImproves() {
        List<TrainingChat> train = Rows.learnable(0, 12);
        List<TrainingChat> valid = Rows.learnable(24, 28);
        LoraRecipe patient = recipe(16, 1e-4, "constant", 2, 0);
        LoraRecipe demanding = recipe(16, 1e-4, "constant", 2, 0.5);

        assertThat(finished(train(train, valid, patient, "patient")).stoppedEarly())
                .isFalse();
        TrainingOutcome.Finished early = finished(train(train, valid, demanding, "demanding"));
        assertThat(early.stoppedEarly()).isTrue();
        assertThat(early.curve()).as("the base, one improvement, two without").hasSize(4);
        assertThat(early.bestStep()).as("kept whatever it is better by").isEqualTo(30);
    }

    private Verdict verdict(List<TrainingChat> train, List<TrainingChat> validation, LoraRecipe recipe) {
        return finished(train(train, validation, recipe)).verdict();
    }

    private TrainingOutcome train(List<TrainingChat> train, List<TrainingChat> validation, LoraRecipe recipe) {
        return train(train, validation, recipe, "run");
    }

    private TrainingOutcome train(
            List<TrainingChat> train, List<TrainingChat> validation, LoraRecipe recipe, String name) {
        return LoraTrainer.train(model, train, validation, recipe, directory.resolve(name), TrainingListener.none());
    }

    private static LoraRecipe recipe(int epochs, double rate, String schedule) {
        return recipe(epochs, rate, schedule, 0, 0);
    }

    private static LoraRecipe recipe(int epochs, double rate, String schedule, int patience, double minimumChange) {
        return new LoraRecipe(
                8,
                16,
                0,
                LoraTarget.names(),
                rate,
                schedule,
                0,
                0,
                1,
                epochs,
                4,
                10,
                patience,
                minimumChange,
                256,
                16,
                32,
                5);
    }
}
