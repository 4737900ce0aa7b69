package dev.whetstone.evaluation.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegressionItemTest {

    @ParameterizedTest
    @CsvSource({
        // served passes, passes, repeats: comes back, in doubt
        "true, 1, 1, false, false",
        "true, 0, 1, true, true",
        "true, 2, 3, false, true",
        "true, 2, 5, true, false",
        "true, 3, 5, false, false",
        "true, 2, 4, false, true",
        "false, 0, 1, false, false",
        "false, 0, 5, false, false"
    })
    void mostRepeatsDecideAndFewLeaveDoubt(boolean served, int passes, int repeats, boolean back, boolean doubt) {
        RegressionItem item = new RegressionItem("case-1", served, passes, repeats);

        assertThat(item.comesBack()).isEqualTo(back);
        assertThat(item.inDoubt()).isEqualTo(doubt);
    }

    @Test
    void morePassesThanRepeatsAreRefused() {
        assertThatThrownBy(() -> new RegressionItem("case-1", true, 4, 3))
                .hasMessage("passes: expected 0 to 3, but got 4");
    }
}
