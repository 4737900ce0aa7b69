package dev.whetstone.cli.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whetstone.cli.CommandFailure;
import dev.whetstone.cli.ExitCode;
import dev.whetstone.engine.sample.TinyModel;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code engine train} on rows that do not fit and on a disk without room. */
class TrainBadInputTest {

    private static final String GOOD = row("Yes");

    @TempDir
    static Path shared;

    private static Path model;

    @TempDir
    Path directory;

    private Path adapter;
    private Exception problem;

    @BeforeAll
    static void writeModel() {
        model = TinyModel.write(shared.resolve("model"));
    }

    @BeforeEach
    void nameTheAdapter() {
        adapter = directory.resolve("adapter");
    }

    @Test
    void aTargetLongerThanTheLimitIsRefusedAndNotCut() {
        int exit = train(GOOD, "--max-tokens", "8");

        assertThat(exit).isEqualTo(ExitCode.REFUSED);
        assertThat(problem).message().contains("training row 0").contains("over the limit of 8: shorten it");
        assertThat(adapter.resolve("adapter_model.safetensors")).doesNotExist();
    }

    @Test
    void aTargetLongerThanTheContextIsRefusedWhateverTheLimit() {
        int exit = train(GOOD + row("a".repeat(600)), "--max-tokens", "100000");

        assertThat(exit).isEqualTo(ExitCode.REFUSED);
        assertThat(problem).message().contains("training row 1").contains("over the limit of 512: shorten it");
        assertThat(((CommandFailure) problem).whatToDo()).contains("no row is ever cut or skipped");
        assertThat(adapter.resolve("adapter_model.safetensors")).doesNotExist();
    }

    @Test
    void aLineOfTenMegabytesIsRefusedByItsRow() {
        int exit = train(GOOD + row("a".repeat(10_000_000)));

        assertThat(exit).isEqualTo(ExitCode.REFUSED);
        assertThat(problem)
                .message()
                .contains("training row 1")
                .contains("characters")
                .hasSizeLessThan(500);
        assertThat(adapter.resolve("adapter_model.safetensors")).doesNotExist();
    }

    @Test
    void aFileThatIsNotUtf8IsRefusedByLine() {
        int exit = train((GOOD + row("na\u00EFve")).getBytes(StandardCharsets.ISO_8859_1));

        assertThat(exit).isEqualTo(ExitCode.REFUSED);
        assertThat(problem).message().contains("train.jsonl").contains("not valid UTF-8");
        assertThat(((CommandFailure) problem).whatToDo()).contains("in UTF-8");
    }

    @Test
    void aLineNestedWithoutEndIsRefusedByLine() {
        int exit = train(GOOD + "{\"messages\":" + "[".repeat(100_000));

        assertThat(exit).isEqualTo(ExitCode.REFUSED);
        assertThat(problem).message().contains("line 2").contains("nesting depth");
    }

    /** /dev/full takes a file's beginning and refuses its bytes, as a full disk does. */
    @Test
    void aFullDiskIsSaidAndTheSameCommandGoesOnLater() throws IOException {
        // Given
        Path work = Files.createDirectories(new TrainingFolder(adapter).work());
        Path full = Files.createSymbolicLink(work.resolve("finished.json.partial"), Path.of("/dev/full"));

        // When
        int exit = train(GOOD);

        // Then
        assertThat(exit).isEqualTo(ExitCode.FAILURE);
        assertThat(problem).message().contains("finished.json").contains("No space left on device");
        assertThat(((CommandFailure) problem).whatToDo()).contains("room on the disk");
        Files.delete(full);
        assertThat(train(GOOD)).isEqualTo(ExitCode.DONE);
        assertThat(adapter.resolve("adapter_model.safetensors")).exists();
    }

    private int train(String rows, String... more) {
        return train(rows.getBytes(StandardCharsets.UTF_8), more);
    }

    private int train(byte[] rows, String... more) {
        Path train = chats("train.jsonl", rows);
        Path valid = chats("valid.jsonl", GOOD.getBytes(StandardCharsets.UTF_8));
        List<String> arguments = new ArrayList<>(List.of("train", "--model", model.toString()));
        arguments.addAll(List.of("--train", train.toString(), "--valid", valid.toString()));
        arguments.addAll(List.of("--out", adapter.toString(), "--rank", "2", "--epochs", "2", "--json"));
        arguments.addAll(List.of(more));
        return new CommandLine(new EngineCommand())
                .setExecutionExceptionHandler((thrown, _, _) -> {
                    problem = thrown;
                    return thrown instanceof CommandFailure failure ? failure.exitCode() : ExitCode.FAILURE;
                })
                .execute(arguments.toArray(String[]::new));
    }

    private static String row(String answer) {
        return "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"},{\"role\":\"assistant\",\"content\":\"" + answer
                + "\"}]}\n";
    }

    private Path chats(String name, byte[] lines) {
        try {
            return Files.write(directory.resolve(name), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
