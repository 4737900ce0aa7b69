package dev.whetstone.engine.train;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RunStateTest {

    private static final double GUESSING = Math.log(49152);

    @Test
    void lossFarAboveItsBeginningIsCounted() {
        RunState state = RunState.begin(1.2).stepped(1.3, GUESSING);
        assertThat(state.stepped(3.5, GUESSING).highSteps()).isZero();
        assertThat(state.stepped(3.7, GUESSING).stepped(4, GUESSING).highSteps())
                .isEqualTo(2);
        assertThat(state.stepped(3.7, GUESSING).stepped(2, GUESSING).highSteps())
                .isZero();
    }

    @Test
    void aModelThatForgotEverythingIsCountedAlthoughItsFirstLossWasHigh() {
        RunState state = RunState.begin(6).stepped(6, GUESSING);
        assertThat(state.stepped(10.75, GUESSING).highSteps()).isEqualTo(1);
        assertThat(state.stepped(9, GUESSING).highSteps()).isZero();
    }

    @Test
    void bestIsTheEarliestOfTheLowestTrainedPoints() {
        RunState state = RunState.begin(1)
                .stepped(1, GUESSING)
                .evaluated(2)
                .stepped(1, GUESSING)
                .evaluated(1.5)
                .stepped(1, GUESSING)
                .evaluated(1.5);
        assertThat(state.best().orElseThrow().step()).isEqualTo(2);
        assertThat(state.evaluationsSinceBest()).isEqualTo(1);
        assertThat(state.stepsSummed()).isZero();
    }

    @Test
    void healthNamesWhatTheCurveShows() {
        assertThat(Health.of(curve(1, 0.5, 0.3, 0.29))).isEqualTo("healthy");
        assertThat(Health.of(curve(1, 0.5, 0.3, 0.35))).isEqualTo("overfitting from step 2");
        assertThat(Health.of(curve(1, 0.9, 0.7, 0.5))).isEqualTo("underfitting");
        assertThat(Health.of(curve(1, 0.999, 0.998))).isEqualTo("underfitting");
        assertThat(Health.of(curve(1, 1, 1))).isEqualTo("no-op");
    }

    private static RunState curve(double base, double... losses) {
        RunState state = RunState.begin(base);
        for (double loss : losses) {
            state = state.stepped(loss, GUESSING).evaluated(loss);
        }
        return state;
    }
}
