package dev.whetstone.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathGuardTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a;x", "/a\\b", "//a", "/a/./b", "/a/..", "/a%2Fb", "/a%3Bb", "/a%5cb", "/%2E/", "/%2541", "/a%00"
            })
    void aPathThatCanBeReadInTwoWaysIsAmbiguous(String path) {
        assertThat(PathGuard.isAmbiguous(path)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/v1/models/task@stable", "/v1/models/sha256:00", "/v1/models/a.b", "/q/health/ready"})
    void anOrdinaryPathIsNot(String path) {
        assertThat(PathGuard.isAmbiguous(path)).isFalse();
    }
}
