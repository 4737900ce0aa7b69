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

    /** A base that is worse than guessing gets better when its weights die. */
    @Test
    void aModelThatGuessesIsCountedUnlessItBeganSo() {
        RunState worse = RunState.begin(12).stepped(12, GUESSING);
        assertThat(worse.stepped(GUESSING, GUESSING).highSteps()).isEqualTo(1);
        assertThat(worse.stepped(GUESSING - 0.1, GUESSING).highSteps()).isZero();

        RunState fresh = RunState.begin(GUESSING).stepped(GUESSING, GUESSING);
        assertThat(fresh.stepped(GUESSING, GUESSING).highSteps()).isZero();
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
        assertThat(state.stepsSummed()).isZero();
    }

    @Test
    void theBaseIsMeasuredByTheFirstStep() {
        RunState state = RunState.begin(1.2).stepped(1.7, GUESSING).stepped(0.9, GUESSING);

        assertThat(state.evaluated(1.1).curve())
                .containsExactly(new CurvePoint(0, 1.7, 1.2), new CurvePoint(2, 1.3, 1.1));
    }
}
