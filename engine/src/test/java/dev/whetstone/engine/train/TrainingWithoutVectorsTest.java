package dev.whetstone.engine.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whetstone.engine.LanguageModel;
import dev.whetstone.engine.LoadOptions;
import dev.whetstone.engine.OtherJvm;
import dev.whetstone.engine.Precision;
import dev.whetstone.engine.TinyModels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;

/** A virtual machine that was started without the module of vectors trains by operators. */
class TrainingWithoutVectorsTest {

    @TempDir
    private Path directory;

    @Test
    void itTrainsAllTheSame() throws IOException, InterruptedException {
        TinyModels.load(directory).close();

        assertThat(OtherJvm.run(OtherJvm.MODULE, getClass(), directory.toString()))
                .contains("vectors false", "trained " + TinyRun.STEPS + " steps");
    }

    public static void main(String[] arguments) {
        System.out.println("vectors " + OtherJvm.hasModule());
        Path directory = Path.of(arguments[0]);
        try (LanguageModel model = LanguageModel.load(directory.resolve("base"), LoadOptions.of(Precision.BFLOAT16))) {
            TrainingOutcome outcome = TinyRun.on(model, directory.resolve("work"), new StopAfter(Integer.MAX_VALUE));
            System.out.println(
                    "trained " + TinyRun.finished(outcome).curve().getLast().step() + " steps");
        }
    }
}
