package dev.whetstone.edge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestPathTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/tasks;x",
                "/v1\\tasks",
                "//v1",
                "/v1//tasks",
                "/v1/./tasks",
                "/v1/../a",
                "/v1/.",
                "/v1/..",
                "/v1/..?x=1",
                "/v1/%2Fa",
                "/v1/%2fa",
                "/v1/%3ba",
                "/v1/%5c",
                "/v1/%2e%2e/a",
                "/%2E/",
                "/v1/%252f",
                "/v1/%00"
            })
    void aPathThatCanBeReadInTwoWaysIsAmbiguous(String uri) {
        assertThat(RequestPath.isAmbiguous(uri)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/v1/models/task@stable",
                "/v1/models/sha256:00",
                "/v1/models/a.b",
                "/v1/tasks/a-b/alias?x=%2F;//",
                "/q/health/ready#//",
                "/v1/a%20b"
            })
    void anOrdinaryPathIsNot(String uri) {
        assertThat(RequestPath.isAmbiguous(uri)).isFalse();
    }
}
