package dev.whetstone.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whetstone.engine.LanguageModel;
import dev.whetstone.engine.LoadOptions;
import dev.whetstone.engine.Precision;
import dev.whetstone.engine.ScoreOptions;
import dev.whetstone.engine.TinyModels;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;

class SharedWeightsTest {

    private static final ScoreOptions SHORT = new ScoreOptions(1, 2);

    @TempDir
    Path directory;

    @BeforeEach
    void writeModel() {
        TinyModels.load(directory).close();
    }

    @Test
    void aModelThatIsLoadedTwiceIsInMemoryOnce() {
        LanguageModel first = load(Precision.FLOAT32);
        long objects = Kept.live();
        try (LanguageModel second = load(Precision.FLOAT32)) {
            assertThat(address(second)).isEqualTo(address(first));
            assertThat(Kept.live()).isEqualTo(objects);

            first.close();
            first.close();

            assertThat(second.score(TinyModels.ask("Hi"), Optional.empty(), SHORT)
                            .greedyIds())
                    .as("it is whole after the first was closed, twice")
                    .hasSize(2);
        }
    }

    @Test
    void theLastUserFreesIt() {
        long objects = Kept.live();

        LanguageModel first = load(Precision.FLOAT32);
        LanguageModel second = load(Precision.FLOAT32);
        second.close();
        assertThat(Kept.live()).isGreaterThan(objects);
        first.close();

        assertThat(Kept.live()).isEqualTo(objects);
    }

    @Test
    void anotherNumberFormatIsAnotherCopy() {
        try (LanguageModel first = load(Precision.FLOAT32);
                LanguageModel other = load(Precision.BFLOAT16)) {
            assertThat(address(other)).isNotEqualTo(address(first));
        }
    }

    @Test
    void aFileThatWasReplacedIsReadAgain() throws IOException {
        try (LanguageModel first = load(Precision.FLOAT32)) {
            Path weights = directory.resolve("base/model.safetensors");
            Path replaced = Files.copy(weights, directory.resolve("replaced"));
            Files.setLastModifiedTime(replaced, FileTime.from(Instant.now().plusSeconds(5)));
            Files.move(replaced, weights, StandardCopyOption.REPLACE_EXISTING);

            try (LanguageModel second = load(Precision.FLOAT32)) {
                assertThat(address(second)).isNotEqualTo(address(first));
            }
        }
    }

    private LanguageModel load(Precision precision) {
        return LanguageModel.load(directory.resolve("base"), LoadOptions.training(Optional.of(precision), 2));
    }

    private static long address(LanguageModel model) {
        return model.network().weights().embedding().data_ptr().address();
    }
}
