package dev.whetstone.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Curves are given as training loss and validation loss, point after point, ten steps apart. */
class VerdictTest {

    @Test
    void aCurveThatFallsAndLevelsOutIsHealthy() {
        Verdict verdict = over(2.1, 2.0, 0.9, 0.8, 0.5, 0.5, 0.45, 0.48);

        assertThat(verdict).isInstanceOf(Verdict.Healthy.class);
        assertThat(verdict.sentence())
                .isEqualTo("healthy: the validation loss went from 2.0000 at step 0 to 0.4800 at step 30, 76 % lower,"
                        + " and ended at 0.4800");
    }

    @Test
    void validationThatRisesWhileTrainingFallsIsOverfittingFromItsLowestPoint() {
        Verdict verdict = over(2.1, 2.0, 0.9, 0.8, 0.5, 0.5, 0.2, 0.6);

        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Overfitting.class,
                        overfitting -> assertThat(overfitting.fromStep()).isEqualTo(20));
        assertThat(verdict.sentence())
                .isEqualTo("overfitting from step 20: the validation loss went from 0.5000 at step 20 to 0.6000 at"
                        + " step 30 while the training loss went from 0.5000 to 0.2000");
    }

    @Test
    void validationThatWasNeverBelowTheBasesIsOverfittingFromTheBeginning() {
        assertThat(over(2.1, 2.0, 0.9, 2.3, 0.5, 2.9).label()).isEqualTo("overfitting from step 0");
    }

    @Test
    void aRiseOfLessThanTwoPercentIsNone() {
        assertThat(over(2.1, 2.0, 0.9, 0.8, 0.5, 0.500, 0.4, 0.509).label()).isEqualTo("healthy");
        assertThat(over(2.1, 2.0, 0.9, 0.8, 0.5, 0.500, 0.4, 0.511).label()).isEqualTo("overfitting from step 20");
    }

    @Test
    void aRiseOfALossThatIsAllButZeroIsNone() {
        assertThat(over(2.1, 2.0, 0.1, 0.02, 0.01, 0.002, 0.001, 0.004).label()).isEqualTo("healthy");
    }

    @Test
    void bothLossesRisingALittleIsNotOverfitting() {
        assertThat(over(2.1, 2.0, 0.9, 0.8, 0.5, 0.5, 0.6, 0.55).label()).isEqualTo("healthy");
    }

    @Test
    void aCurveThatHardlyFellIsUnderfitting() {
        Verdict verdict = over(2.1, 2.0, 2.1, 1.99, 2.0, 1.97);

        assertThat(verdict).isInstanceOf(Verdict.Underfitting.class);
        assertThat(verdict.reason())
                .isEqualTo(
                        "the validation loss went from 2.0000 at step 0 to 1.9700 at step 20: 1.5 % lower, and 2 % is"
                                + " the least that counts");
    }

    @Test
    void aCurveThatWasStillFallingIsUnderfitting() {
        Verdict verdict = over(2.1, 2.0, 1.8, 1.7, 1.5, 1.4);

        assertThat(verdict).isInstanceOf(Verdict.Underfitting.class);
        assertThat(verdict.reason())
                .isEqualTo("the validation loss went from 1.7000 at step 10 to 1.4000 at step 20: it was still falling"
                        + " when the run ended");
        assertThat(over(2.1, 2.0, 1.8, 1.7, 1.5, 1.6).label()).isEqualTo("healthy");
    }

    @Test
    void aLossThatIsNoNumberIsDiverged() {
        assertThat(over(2.1, 2.0, Double.NaN, 1.9)).isInstanceOf(Verdict.Diverged.class);
        assertThat(over(2.1, 2.0, 1.5, Double.POSITIVE_INFINITY, 0.5, 0.5).reason())
                .isEqualTo("the training loss is 1.5 and the validation loss Infinity at step 10");
    }

    @Test
    void bothLossesFarAboveTheBasesIsDiverged() {
        assertThat(over(2.1, 2.0, 3.0, 3.1, 3.1, 3.0).sentence())
                .isEqualTo("diverged: both losses ended far above the base's: training loss from 2.1000 to 3.1000, the"
                        + " validation loss went from 2.0000 at step 0 to 3.0000 at step 20");
        assertThat(over(2.1, 2.0, 9.0, 9.1, 1.0, 1.1, 1.0, 1.1).label())
                .as("a run that came back")
                .isEqualTo("healthy");
    }

    /** A tiny base may be worse than guessing; dead weights must not pass for something learned. */
    @Test
    void endingAtTheLossOfGuessingIsDiverged() {
        assertThat(over(12.0, 12.1, 10.8027, 10.8028).sentence())
                .isEqualTo(
                        "diverged: the validation loss ended at 10.8028, that of a model that holds all tokens for equally"
                                + " likely, and the training loss at 10.8027");
        assertThat(over(12.0, 12.1, 10.8, 10.81).label()).isEqualTo("underfitting");
        assertThat(over(12.0, 12.1, 9.9, 10.8027).label()).isEqualTo("underfitting");
    }

    @Test
    void aLossThatDidNotMoveIsANoOp() {
        Verdict verdict = over(2.1, 2.0, 2.2, 2.0, 1.9, 2.0000005);

        assertThat(verdict.sentence())
                .isEqualTo("no-op: the validation loss stayed at 2.0000 over 20 steps: nothing was learned");
        assertThat(over(2.1, 2.0, 2.2, 2.0, 1.9, 2.0001)).isInstanceOf(Verdict.Underfitting.class);
    }

    @Test
    void theBaseAloneIsNoCurve() {
        assertThatThrownBy(() -> over(2.1, 2.0)).hasMessageContaining("1 points");
    }

    private static Verdict over(double... losses) {
        List<CurvePoint> points = new ArrayList<>();
        for (int i = 0; i < losses.length; i += 2) {
            points.add(new CurvePoint(i * 5L, losses[i], losses[i + 1]));
        }
        return Verdict.over(points, OptionalDouble.of(Math.log(49152)));
    }
}
