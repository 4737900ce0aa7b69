package dev.whetstone.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whetstone.cli.CommandFailure;
import dev.whetstone.cli.Installation;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

class OwnSettingsTest {

    @TempDir
    Path root;

    private StackDirectory directory;
    private Path settings;

    @BeforeEach
    void aStack() throws IOException {
        directory = new StackDirectory(root);
        directory.prepare();
        settings = Files.createDirectories(root.resolve("settings"));
        Path built = root.resolve("inference-gateway/target/quarkus-app/quarkus-run.jar");
        Files.createDirectories(built.getParent());
        Files.createFile(built);
    }

    @Test
    void theyWinAndAnEmptyOneTakesOneAway() throws IOException {
        Files.writeString(settings.resolve("inference-gateway.properties"), """
                whetstone.replica=mine
                whetstone.artifacts.directory=
                whetstone.artifacts.s3.bucket = artifacts
                """);

        assertThat(gateway())
                .contains("-Dwhetstone.replica=mine", "-Dwhetstone.artifacts.s3.bucket=artifacts")
                .noneMatch(argument -> argument.startsWith("-Dwhetstone.artifacts.directory"))
                .noneMatch(argument -> argument.equals("-Dwhetstone.replica=gateway-1"));
    }

    @Test
    void aFileThatNoServiceReadsIsRefusedByName() throws IOException {
        Path misspelt = Files.writeString(settings.resolve("gateway.properties"), "whetstone.replica=mine");

        assertThatThrownBy(() -> directory.requireSettingsOnlyOf(List.of("inference-gateway", "eval-service")))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining(misspelt.toString());
    }

    private List<String> gateway() {
        return new StackPlan(
                        new Installation(root),
                        directory,
                        StackPorts.free(),
                        root,
                        new StackSettings("base", Optional.empty()))
                .inferenceGateway()
                .command();
    }
}
