package dev.whetstone.evaluation.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class BackoffTest {
    @Test
    void pausesDoubleAndEndAtAMinute() {
        Duration first = Duration.ofSeconds(2);

        assertThat(Backoff.after(1, first)).isEqualTo(first);
        assertThat(Backoff.after(3, first)).hasSeconds(8);
        assertThat(Backoff.after(9, first)).hasMinutes(1);
        assertThat(Backoff.after(1_000_000, first)).hasMinutes(1);
    }
}
