package dev.whetstone.evaluation.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whetstone.edge.RequestRefused;
import dev.whetstone.evaluation.edge.EvaluationError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

class DoorTest {

    @TempDir
    Path directory;

    @Test
    void whoShowsTheTokenEnters() {
        assertThatCode(() -> door("s3cret").enter("Bearer s3cret")).doesNotThrowAnyException();
        assertThatCode(() -> door("s3cret").enter("bearer s3cret")).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "Bearer", "Bearer ", "Bearer s3cre", "Bearer s3cret1", "Basic s3cret", "s3cret"})
    void nobodyElseDoes(String authorization) {
        assertThatThrownBy(() -> door("s3cret").enter(authorization))
                .isInstanceOfSatisfying(
                        RequestRefused.class, refused -> refusedAs(refused, "intake.token_refused", 401));
    }

    @Test
    void withoutATokenTheIntakeIsClosed() {
        assertThatThrownBy(() -> new Door(config(Optional.empty(), Optional.empty())).enter("Bearer "))
                .isInstanceOfSatisfying(RequestRefused.class, refused -> refusedAs(refused, "intake.closed", 404))
                .hasMessageContaining("given no token");
        assertThatThrownBy(() -> door("  ").enter("Bearer   "))
                .isInstanceOfSatisfying(RequestRefused.class, refused -> refusedAs(refused, "intake.closed", 404));
    }

    @Test
    void aTokenFileIsReadAgainForEachRequest() throws IOException {
        Path file = directory.resolve("token");
        Door door = new Door(config(Optional.empty(), Optional.of(file)));

        assertThatThrownBy(() -> door.enter("Bearer first")).hasMessageContaining("given no token");
        Files.writeString(file, "first\n");
        assertThatCode(() -> door.enter("Bearer first")).doesNotThrowAnyException();
        Files.writeString(file, "second\n");
        assertThatThrownBy(() -> door.enter("Bearer first")).hasMessageContaining("not this service's");
        assertThatCode(() -> door.enter("Bearer second")).doesNotThrowAnyException();
    }

    private static void refusedAs(RequestRefused refused, String label, int status) {
        EvaluationError code = (EvaluationError) refused.code();
        assertThat(code.label()).isEqualTo(label);
        assertThat(code.status()).isEqualTo(status);
    }

    private static Door door(String token) {
        return new Door(config(Optional.of(token), Optional.empty()));
    }

    private static IntakeConfig config(Optional<String> token, Optional<Path> file) {
        return new IntakeConfig() {
            @Override
            public Optional<String> token() {
                return token;
            }

            @Override
            public Optional<Path> tokenFile() {
                return file;
            }

            @Override
            public Optional<List<String>> names() {
                return Optional.empty();
            }
        };
    }
}
