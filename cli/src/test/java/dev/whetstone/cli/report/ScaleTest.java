package dev.whetstone.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScaleTest {

    @Test
    void mapsLinearlyAndStaysInside() {
        Scale scale = new Scale(0, 10, 100, 0);

        assertThat(scale.at(0)).isEqualTo(100);
        assertThat(scale.at(2.5)).isEqualTo(75);
        assertThat(scale.at(99)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"0, 1.43, 0.5", "0, 1.2, 0.2", "0, 48, 10", "0, 0.03, 0.005", "0, 5, 1", "0, 1000, 200", "0, 7, 1"})
    void ticksAreRound(double from, double to, double step) {
        assertThat(new Scale(from, to, 0, 1).ticks()).element(1).isEqualTo(step);
        assertThat(new Scale(from, to, 0, 1).ticks()).hasSizeBetween(3, 8);
    }

    @Test
    void aFlatCurveHasAScaleToo() {
        assertThat(new Scale(0, 0, 0, 100).ticks()).isNotEmpty();
        assertThat(new Scale(0, 0, 0, 100).at(0)).isZero();
    }
}
