package dev.whetstone.evaluation.edge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathGuardTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/tasks;x",
                "/v1\\tasks",
                "//v1",
                "/v1/%2Fa",
                "/v1/%3ba",
                "/v1/%5c",
                "/v1/%2e%2e/a",
                "/v1/%252f",
                "/v1/%00",
                "/v1/../a"
            })
    void disguisedPathIsSeen(String path) {
        assertThat(PathGuard.disguised(path)).isTrue();
    }

    @Test
    void plainPathWithAnyQueryIsNot() {
        assertThat(PathGuard.disguised("/v1/tasks/a-b/alias?x=%2F;//")).isFalse();
    }
}
