package dev.whetstone.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whetstone.cli.CommandFailure;
import dev.whetstone.cli.terminal.Terminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

class ContestTest {

    private static final List<Compared> RATE = List.of(Compared.rate("decode_tokens_per_s"));

    @TempDir
    Path directory;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final Terminal terminal =
            new Terminal(new PrintStream(printed, true, StandardCharsets.UTF_8), System.err, false);

    @Test
    void theRatioIsOursOverTheBestOfTheRivalsSettings() {
        Side ours = side("whetstone", figure("whetstone", 8, 30));
        Side rival = side("other", figure("other", 8, 10) + figure("other", 8, 15) + figure("other", 1, 99));

        new Contest(ours, List.of(rival), RATE, terminal).run(2);

        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("base, batch 8, decode_tokens_per_s: 2.00 x other (minimum 2.00, maximum 2.00, 2 rounds)")
                .doesNotContain("batch 1, decode_tokens_per_s:");
    }

    /** A rival's worst loss would make any of ours look good. */
    @Test
    void ofLossesTheLowestOfTheRivalsSettingsCounts() {
        Side ours = side("whetstone", figure("whetstone", 4, 3));
        Side rival = side("other", figure("other", 4, 2) + figure("other", 4, 6));

        new Contest(ours, List.of(rival), List.of(Compared.loss("decode_tokens_per_s")), terminal).run(1);

        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("1.50 x other");
    }

    @Test
    void whatIsNoFigureIsNotCompared() {
        Side ours = side("whetstone", "loading {\n{\"note\": 1}\n" + figure("whetstone", 8, 30));

        new Contest(ours, List.of(), RATE, terminal).run(1);

        assertThat(printed.toString(StandardCharsets.UTF_8).lines()).hasSize(1);
    }

    @Test
    void aSideThatFailsEndsTheContestWithItsName() {
        Side broken = new Side("other", List.of("/bin/sh", "-c", "exit 3"), Map.of(), directory.resolve("log"));

        assertThatThrownBy(() -> broken.run(_ -> {}))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("other ended with exit code 3");
    }

    private Side side(String name, String lines) {
        return new Side(
                name, List.of("/bin/sh", "-c", "printf '%s' '" + lines + "'"), Map.of(), directory.resolve(name));
    }

    private static String figure(String engine, int batch, int rate) {
        return "{\"engine\":\"%s\",\"setting\":\"base\",\"batch\":%d,\"decode_tokens_per_s\":%d}\n"
                .formatted(engine, batch, rate);
    }
}
