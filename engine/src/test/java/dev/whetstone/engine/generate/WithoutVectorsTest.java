package dev.whetstone.engine.generate;

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
import java.util.Arrays;
import java.util.Optional;

/** A virtual machine that was started without the module of vectors serves all the same. */
class WithoutVectorsTest {

    @TempDir
    private Path directory;

    @Test
    void itSaysWhatAMachineWithVectorsSays() throws IOException, InterruptedException {
        TinyModels.load(directory).close();

        String said = OtherJvm.run(OtherJvm.MODULE, getClass(), directory.toString());

        assertThat(said).contains("vectors false").contains("tokens " + Arrays.toString(answer(directory)));
    }

    public static void main(String[] arguments) {
        System.out.println("vectors " + OtherJvm.hasModule());
        System.out.println("tokens " + Arrays.toString(answer(Path.of(arguments[0]))));
    }

    /** In float32, where both ways compute the same; the matrices in the form of serving. */
    private static int[] answer(Path directory) {
        LoadOptions options = LoadOptions.serving(Optional.of(Precision.FLOAT32), 2);
        try (LanguageModel model = LanguageModel.load(directory.resolve("base"), options);
                GenerationScheduler scheduler = new GenerationScheduler(model, new SchedulerOptions(2, 2, 32))) {
            loadInBfloat16(directory);
            GenerationRequest request = new GenerationRequest(
                    model.prompt(TinyModels.ask("Hi")),
                    Optional.empty(),
                    Sampling.greedy(4),
                    Optional.empty(),
                    Optional.empty());
            return scheduler
                    .submit(request, TokenListener.none())
                    .result()
                    .join()
                    .tokens();
        }
    }

    /** Whose matrices would be read with vectors. */
    private static void loadInBfloat16(Path directory) {
        LanguageModel.load(directory.resolve("base"), LoadOptions.serving(Optional.of(Precision.BFLOAT16), 2))
                .close();
    }
}
