package dev.whetstone.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whetstone.cli.ExitCode;
import dev.whetstone.cli.Whetstone;
import dev.whetstone.cli.terminal.PrintedOutput;
import dev.whetstone.engine.sample.TinyModel;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

class BenchCommandTest {

    private static final String CHAT =
            "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"},{\"role\":\"assistant\",\"content\":\"Yes\"}]}\n";

    @TempDir
    static Path shared;

    private static Path model;

    @TempDir
    Path directory;

    @RegisterExtension
    final PrintedOutput out = new PrintedOutput();

    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void writeModel() {
        model = TinyModel.write(shared.resolve("model"));
    }

    @Test
    void everySettingIsOneLineWithItsRate() {
        int exit = run("serve --batch 1,3 --adapters 2 --resident 2 --rank 4 --prompt-tokens 9 --new-tokens 4");

        assertThat(exit).as(err.toString()).isEqualTo(ExitCode.DONE);
        assertThat(figures())
                .extracting(Figures::work)
                .containsExactly(
                        "base, batch 1",
                        "2 adapters resident, batch 1",
                        "base, batch 3",
                        "2 adapters and the base mixed, batch 3",
                        "2 adapters resident, batch 3");
        assertThat(figures())
                .allSatisfy(line -> assertThat(line.find("decode_tokens_per_s").orElseThrow())
                        .isPositive());
        assertThat(figures().getFirst().find("prefill_tokens_per_s").orElseThrow())
                .isPositive();
    }

    @Test
    void trainingSaysItsRateAndWhatTheLossBecame() throws IOException {
        Path rows = Files.writeString(directory.resolve("rows.jsonl"), CHAT.repeat(6));

        int exit = run("train --batch-size 2 --epochs 3 --learning-rate 0.01 --train " + rows + " --valid " + rows);

        assertThat(exit).as(err.toString()).isEqualTo(ExitCode.DONE);
        Figures figures = figures().getFirst();
        assertThat(figures.find("tokens_per_s").orElseThrow()).isPositive();
        assertThat(figures.find("valid_loss_after").orElseThrow())
                .isLessThan(figures.find("valid_loss_before").orElseThrow());
    }

    @Test
    void aRivalThatIsNotInstalledIsNamed() {
        int exit = run("serve --rival --rivals " + directory);

        assertThat(exit).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("transformers is not installed", "bench/rivals/install");
    }

    @Test
    void aPromptThatDoesNotFitTheContextIsRefused() {
        int exit = run("serve --batch 1 --adapters 0 --prompt-tokens 600");

        assertThat(exit).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("the context takes 512");
    }

    private int run(String line) {
        String[] words = line.split(" ");
        String[] arguments = new String[words.length + 3];
        arguments[0] = "bench";
        arguments[1] = words[0];
        arguments[2] = "--model";
        arguments[3] = model.toString();
        System.arraycopy(words, 1, arguments, 4, words.length - 1);
        CommandLine command = Whetstone.commandLine();
        command.setErr(new PrintWriter(err, true));
        return command.execute(arguments);
    }

    private List<Figures> figures() {
        return Arrays.stream(out.text().split("\n"))
                .map(Figures::parse)
                .flatMap(Optional::stream)
                .toList();
    }
}
