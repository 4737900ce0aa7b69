package dev.whetstone.artifacts.s3;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class LimitsTest {

    @Test
    void patienceIsTheAverageTimeOfAllPauses() {
        assertThat(Limits.of(Duration.ZERO).tries()).isEqualTo(1);
        assertThat(Limits.of(Duration.ofMillis(300)).tries()).isEqualTo(3); // 100 and 200 ms
        assertThat(Limits.of(Duration.ofSeconds(10)).tries()).isBetween(8, 9);
        assertThat(Limits.of(Duration.ofMinutes(5)).tries()).isBetween(120, 130);
    }

    @Test
    void noUploadHasMorePartsThanAStoreTakes() {
        Limits limits = Limits.of(Duration.ZERO);
        long large = 5L << 40;

        assertThat(limits.partBytes(100)).isEqualTo(16 << 20);
        assertThat(Math.ceilDiv(large, limits.partBytes(large))).isLessThanOrEqualTo(10_000);
    }
}
