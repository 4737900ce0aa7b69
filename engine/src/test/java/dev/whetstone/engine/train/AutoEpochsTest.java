package dev.whetstone.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AutoEpochsTest {

    /** Each side of every border of the published rule. */
    @ParameterizedTest
    @CsvSource({
        "1, 25",
        "4, 25",
        "5, 20",
        "10, 10",
        "33, 3",
        "34, 3",
        "8333, 3",
        "8334, 2",
        "12500, 2",
        "12501, 1",
        "25001, 1",
        "2147483647, 1"
    })
    void epochsAreThoseOfOpenAi(int rows, int epochs) {
        assertThat(AutoEpochs.of(rows)).isEqualTo(epochs);
    }

    @Test
    void noRowsAreNamed() {
        assertThatThrownBy(() -> AutoEpochs.of(0)).hasMessage("rows is 0: it must be at least 1");
    }
}
