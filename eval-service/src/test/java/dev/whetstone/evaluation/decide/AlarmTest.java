package dev.whetstone.evaluation.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.whetstone.evaluation.report.ReportJson;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import java.util.List;

class AlarmTest {

    @Test
    void followsTheRecursion() {
        // rises of 0.05, 0.1, 0.2, 0.4 over 0.1: L of a failure is 1.5, 2, 3, 5, of a success 0.85/0.9, 0.8/0.9,
        // 0.7/0.9, 0.5/0.9
        Alarm alarm = Alarm.start(0.1).on(true).on(false);

        assertThat(alarm.evidence().getFirst()).isCloseTo((1 + 1.5) * 0.85 / 0.9, within(1e-12));
        assertThat(alarm.evidence().getLast()).isCloseTo((1 + 5) * 0.5 / 0.9, within(1e-12));
        assertThat(alarm.outputs()).isEqualTo(2);
        assertThat(alarm.failures()).isEqualTo(1);
    }

    @Test
    void expectsTheLargerOfTheBudgetAndWhatWasMeasured() {
        assertThat(Alarm.expectedFailureRate(0.05, new Rate(30, 1, 30))).isCloseTo(0.095034, within(1e-6));
        assertThat(Alarm.expectedFailureRate(0.05, new Rate(100, 1, 100))).isEqualTo(0.05);
    }

    @RepeatedTest(5)
    void storedAndReadBackItGoesOnAsIfNothingHadHappened() throws JsonProcessingException {
        Randomness random = Randomness.printed("AlarmTest");
        Alarm kept = Alarm.start(0.07);
        Alarm stored = kept;
        for (int i = 0; i < 50; i++) {
            boolean failed = random.chance(0.2);
            kept = kept.on(failed);
            String json = ReportJson.mapper().writeValueAsString(stored.on(failed));
            stored = ReportJson.mapper().readValue(json, Alarm.class);
        }

        assertThat(stored).isEqualTo(kept);
    }

    @Test
    void aModelThatMayAlwaysFailRaisesNoAlarm() {
        Alarm alarm = Alarm.start(1);
        for (int i = 0; i < 20_000; i++) {
            alarm = alarm.on(true);
        }

        assertThat(alarm.isRaised()).isFalse();
    }

    @Test
    void evidenceStaysFiniteHoweverLongTheFailureLasts() {
        Alarm alarm = Alarm.start(0.01);
        for (int i = 0; i < 5_000; i++) {
            alarm = alarm.on(true);
        }

        assertThat(alarm.isRaised()).isTrue();
        assertThat(alarm.level()).isFinite();
    }

    @Test
    void aBrokenStateIsRefused() {
        assertThatThrownBy(() -> new Alarm(0.1, List.of(1.0), 0, 0)).hasMessageContaining("expected 4 numbers");
        assertThatThrownBy(() -> new Alarm(0, List.of(0.0, 0.0, 0.0, 0.0), 0, 0))
                .hasMessageContaining("but got 0.0");
    }
}
