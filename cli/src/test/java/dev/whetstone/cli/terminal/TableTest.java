package dev.whetstone.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

class TableTest {

    @Test
    void theFirstColumnStandsLeftAndTheOthersRight() {
        assertThat(new Table().row("part", "port").row("kafka", "9").lines())
                .containsExactly("part   port", "kafka     9");
    }

    @Test
    void aRowMayBeShorterThanTheOthers() {
        assertThat(new Table().row("a", "b", "c").row("d").lines()).containsExactly("a  b  c", "d");
    }

    @Test
    void aCurveRunsFromItsLowestToItsHighestBlock() {
        assertThat(Sparkline.of(List.of(3.0, 2.0, 1.0))).isEqualTo("█▅▁");
        assertThat(Sparkline.of(List.of(1.0, 1.0))).isEqualTo("▁▁");
    }
}
