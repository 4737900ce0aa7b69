package dev.whetstone.gateway.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whetstone.contracts.TaskName;
import dev.whetstone.gateway.edge.RequestRefused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Optional;
import java.util.stream.IntStream;

class RequestIdTest {

    @Test
    void aTaskWithHyphensComesBackFromTheId() {
        TaskName task = new TaskName("governance-summary-2");

        RequestId id = new RequestId(RequestId.draw(Optional.of(task)).value());

        assertThat(id.task()).contains(task);
        assertThat(RequestId.draw(Optional.empty()).task()).isEmpty();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "req-", "req-xyz", "req-00000000000000000000000000000000-", "' or 1=1"})
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> new RequestId(text))
                .isInstanceOf(RequestRefused.class)
                .hasMessageStartingWith("request_id: expected");
    }

    @Test
    void fractionsAreSpreadEvenly() {
        long below = IntStream.range(0, 10_000)
                .filter(_ -> RequestId.draw(Optional.empty()).fraction() < 0.3)
                .count();

        assertThat(below).isBetween(2_750L, 3_250L); // five standard deviations and more
    }

    @Test
    void aFractionDependsOnTheIdAlone() {
        RequestId id = new RequestId("req-00000000000000000000000000000000-t");

        assertThat(id.fraction())
                .isEqualTo(new RequestId(id.value()).fraction())
                .isBetween(0.0, 1.0);
    }
}
