package dev.whetstone.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ParametersTest {

    @Test
    void whatCanBeReadIsGiven() {
        String digest = "sha256:" + "0".repeat(64);
        String id = "4b1c1f0e-53a3-4a0c-8f0c-0d4f0c5b7d11";

        assertThat(Parameters.task("a-task").value()).isEqualTo("a-task");
        assertThat(Parameters.digest("adapter", digest).value()).isEqualTo(digest);
        assertThat(Parameters.id(id)).hasToString(id);
        assertThat(Parameters.body("a body")).isEqualTo("a body");
    }

    @Test
    void whatCannotIsMalformedAndNamed() {
        assertRefused(() -> Parameters.task("Bad_Name"), "Bad_Name", "task.yaml");
        assertRefused(() -> Parameters.digest("adapter", "sha256:0"), "sha256:0", "Give adapter as");
        assertRefused(() -> Parameters.id("nonsense"), "nonsense", "as this service printed it");
        assertRefused(() -> Parameters.body(null), "body is missing", "/q/openapi");
    }

    private static void assertRefused(ThrowingCallable reading, String message, String whatToDo) {
        assertThatExceptionOfType(RequestRefused.class).isThrownBy(reading).satisfies(refused -> {
            assertThat(refused.code()).isEqualTo(EdgeError.REQUEST_MALFORMED);
            assertThat(refused.getMessage()).contains(message);
            assertThat(refused.whatToDo()).contains(whatToDo);
        });
    }
}
