package dev.whetstone.cli.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whetstone.cli.CommandFailure;
import dev.whetstone.engine.LanguageModel;
import dev.whetstone.engine.LoadOptions;
import dev.whetstone.engine.sample.TinyModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class TaskPackTest {

    @TempDir
    Path folder;

    @Test
    void theExampleIsReadWithItsSchemaAndShotsInPlace() {
        TaskPack pack = TaskPack.read(Path.of("../examples/governance-summary"));

        assertThat(pack.task().value()).isEqualTo("governance-summary");
        assertThat(pack.eval().path("schema").path("type").asText()).isEqualTo("object");
        assertThat(pack.eval().path("shots")).hasSize(2);
        assertThat(pack.maxTokens()).isEqualTo(192);
        assertThat(pack.training().path("recipe").path("rank").asInt()).isEqualTo(16);
        assertThat(pack.dataset().path("splits").path("test").asDouble()).isEqualTo(0.44);
    }

    /** Otherwise the demo's table lacks a column. */
    @Test
    void outputCanBeHeldToTheExamplesSchema() {
        TaskPack pack = TaskPack.read(Path.of("../examples/governance-summary"));

        try (LanguageModel model =
                LanguageModel.load(TinyModel.write(folder.resolve("model")), LoadOptions.defaults())) {
            assertThat(model.constraints().compile(pack.eval().path("schema").toString()))
                    .isNotNull();
        }
    }

    @Test
    void aFolderWithoutATaskIsRefused() {
        assertThatThrownBy(() -> TaskPack.read(folder))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("holds no task.yaml");
    }

    @Test
    void aMissingSectionIsNamed() throws IOException {
        Files.writeString(folder.resolve("task.yaml"), "task: a\ndataset: {}\neval: {}\n");

        assertThatThrownBy(() -> TaskPack.read(folder)).hasMessageContaining("section 'training' is missing");
    }

    @Test
    void aBadTaskNameIsNamed() throws IOException {
        Files.writeString(folder.resolve("task.yaml"), "task: A b\ndataset: {}\neval: {}\ntraining: {}\n");

        assertThatThrownBy(() -> TaskPack.read(folder)).hasMessageContaining("'A b'");
    }

    @Test
    void aFileThatDoesNotExistIsNamedWithItsField() throws IOException {
        Files.writeString(
                folder.resolve("task.yaml"), "task: a\ndataset: {}\neval: {schema: none.json}\ntraining: {}\n");

        assertThatThrownBy(() -> TaskPack.read(folder))
                .hasMessageContaining("eval.schema")
                .hasMessageContaining("none.json");
    }

    @Test
    void aShotThatIsNoJsonIsRefused() throws IOException {
        Files.writeString(folder.resolve("shots.jsonl"), "{\"messages\": [\n");
        Files.writeString(
                folder.resolve("task.yaml"), "task: a\ndataset: {}\neval: {shots: shots.jsonl}\ntraining: {}\n");

        assertThatThrownBy(() -> TaskPack.read(folder)).hasMessageContaining("shots.jsonl is not JSON Lines");
    }
}
