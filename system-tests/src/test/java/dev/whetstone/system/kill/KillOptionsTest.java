package dev.whetstone.system.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

class KillOptionsTest {

    private static final Path HOME = Path.of("/project");

    @Test
    void whatIsNotGivenHasADefault() {
        KillOptions options = KillOptions.parse(HOME, List.of("--seed", "42"));

        assertThat(options.directory()).isEqualTo(Path.of("/project/.whetstone/kill-loop-42"));
        assertThat(options.samples()).isEqualTo(Path.of("/project/examples/governance-summary/proposals.jsonl"));
        assertThat(options.kills()).isEqualTo(20);
        assertThat(options.expected()).isEmpty();
        assertThat(options.patience()).isEqualTo(Duration.ofMinutes(90));
    }

    @Test
    void whatIsGivenIsTaken() {
        KillOptions options = KillOptions.parse(
                HOME, List.of("--dir", "/tmp/x", "--pack", "mine", "--expect", "promoted", "--kills", "3"));

        assertThat(options.directory()).isEqualTo(Path.of("/tmp/x"));
        assertThat(options.samples()).isEqualTo(Path.of("/project/mine/proposals.jsonl"));
        assertThat(options.expected()).contains("PROMOTED");
        assertThat(options.kills()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({
        "--speed 3, unknown option --speed",
        "--kills many, --kills: expected a whole number that is not negative but got 'many'",
        "--kills -1, --kills: expected a whole number that is not negative but got '-1'",
        "--seed, --seed needs a value"
    })
    void aMistakeIsNamed(String arguments, String message) {
        assertThatThrownBy(() -> KillOptions.parse(HOME, List.of(arguments.split(" "))))
                .isInstanceOf(IllegalArgumentException.class)
                .satisfies(e -> assertThat(e.getMessage().replace(",", "")).isEqualTo(message));
    }
}
