package dev.whetstone.engine.train;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.Optional;
import java.util.OptionalDouble;

class RunStateTest {

    private static final double NATS = Math.log(49152);
    private static final OptionalDouble GUESSING = OptionalDouble.of(NATS);

    @Test
    void lossFarAboveItsBeginningIsCounted() {
        RunState state = begin(1.2).stepped(1.3, GUESSING);
        assertThat(state.stepped(3.5, GUESSING).highSteps()).isZero();
        assertThat(state.stepped(3.7, GUESSING).stepped(4, GUESSING).highSteps())
                .isEqualTo(2);
        assertThat(state.stepped(3.7, GUESSING).stepped(2, GUESSING).highSteps())
                .isZero();
    }

    @Test
    void aModelThatForgotEverythingIsCountedAlthoughItsFirstLossWasHigh() {
        RunState state = begin(6).stepped(6, GUESSING);
        assertThat(state.stepped(10.75, GUESSING).highSteps()).isEqualTo(1);
        assertThat(state.stepped(9, GUESSING).highSteps()).isZero();
    }

    /** A base that is worse than guessing gets better when its weights die. */
    @Test
    void aModelThatGuessesIsCountedUnlessItBeganSo() {
        RunState worse = begin(12).stepped(12, GUESSING);
        assertThat(worse.stepped(NATS, GUESSING).highSteps()).isEqualTo(1);
        assertThat(worse.stepped(NATS - 0.1, GUESSING).highSteps()).isZero();

        RunState fresh = begin(NATS).stepped(NATS, GUESSING);
        assertThat(fresh.stepped(NATS, GUESSING).highSteps()).isZero();
    }

    @Test
    void bestIsTheEarliestOfTheLowestTrainedPoints() {
        RunState state = begin(1).stepped(1, GUESSING)
                .evaluated(measured(2))
                .stepped(1, GUESSING)
                .evaluated(measured(1.5))
                .stepped(1, GUESSING)
                .evaluated(measured(1.5));
        assertThat(state.best().orElseThrow().step()).isEqualTo(2);
        assertThat(state.stepsSummed()).isZero();
    }

    @Test
    void theBaseIsMeasuredByTheFirstStep() {
        RunState state = begin(1.2).stepped(1.7, GUESSING).stepped(0.9, GUESSING);

        assertThat(state.evaluated(measured(1.1)).curve())
                .containsExactly(new CurvePoint(0, 1.7, 1.2), new CurvePoint(2, 1.3, 1.1));
    }

    /** Losses that are no likelihoods: only what is far above the beginning counts. */
    @Test
    void withoutALossOfGuessingOnlyTheBeginningCounts() {
        RunState state = begin(0.69).stepped(0.69, OptionalDouble.empty());
        assertThat(state.stepped(2.3, OptionalDouble.empty()).highSteps()).isZero();
        assertThat(state.stepped(2.4, OptionalDouble.empty()).highSteps()).isEqualTo(1);
    }

    private static RunState begin(double baseLoss) {
        return RunState.begin(measured(baseLoss));
    }

    private static BatchLoss.Measured measured(double loss) {
        return new BatchLoss.Measured(loss, Optional.empty());
    }
}
