package dev.whetstone.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whetstone.engine.generate.Generation;
import dev.whetstone.engine.sample.TinyModel;
import dev.whetstone.engine.train.LoraRecipe;
import dev.whetstone.engine.train.TrainingChat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

class ReadmeExampleTest {

    private static final Path README = Path.of("README.md");
    private static final Path SOURCE = Path.of("src/test/java/dev/whetstone/engine/ReadmeExample.java");

    @TempDir
    Path directory;

    @Test
    void itTrainsAnAdapterAndAnswersWithTheBaseAndWithIt() {
        List<TrainingChat> chats = IntStream.range(0, 16)
                .mapToObj(i -> new TrainingChat(
                        List.of(new ChatMessage("user", "Item " + i), new ChatMessage("assistant", "yes"))))
                .toList();

        List<Generation> answers = ReadmeExample.run(
                TinyModel.write(directory.resolve("model")),
                chats,
                LoraRecipe.defaults(),
                directory.resolve("work"),
                "Item 3");

        assertThat(answers).hasSize(2);
        assertThat(answers.getFirst().result().join().tokens())
                .as("the base and the adapter")
                .isNotEqualTo(answers.getLast().result().join().tokens());
    }

    @Test
    void theReadmeShowsWhatIsRun() throws IOException {
        String source = Files.readString(SOURCE);
        String body = source.substring(source.indexOf("        try ("), source.indexOf("        return answers;"));

        assertThat(Files.readString(README)).contains("```java\n" + body.indent(-8) + "```");
        assertThat(body.lines().collect(Collectors.counting())).isLessThanOrEqualTo(20);
    }
}
