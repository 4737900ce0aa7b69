package dev.whetstone.engine.train;

import static dev.whetstone.engine.train.TinyRun.finished;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.whetstone.engine.Adapter;
import dev.whetstone.engine.AdapterException;
import dev.whetstone.engine.TinyModels;
import dev.whetstone.engine.adapter.LoraSettings;
import dev.whetstone.engine.adapter.PeftAdapter;
import dev.whetstone.engine.adapter.TargetModules;
import dev.whetstone.engine.format.Sha256;
import dev.whetstone.engine.torch.LoraWeights;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Training that goes on from an adapter: it begins where that one is, and only where the recipe says the same of it. */
class ContinuedTrainingTest extends OnTinyModel {

    private Path adapter;
    private LoraSettings settings;

    @BeforeEach
    void writeAdapter() {
        adapter = TinyModels.unevenAdapter(directory);
        settings = PeftAdapter.config(adapter).lora();
    }

    @Test
    void theFirstPointOfTheCurveIsTheAdapterAndTheBestIsBetter() throws IOException {
        TrainingOutcome.Finished finished = finished(train(settings, adapter, "run"));

        double given = 0;
        int targets = 0;
        try (Adapter loaded = model.loadAdapter(adapter)) {
            RowReader reader = new RowReader(model.network());
            for (Lesson lesson :
                    new RowEncoder(model, 256).encode(new SupervisedObjective(), "validation", TinyRun.chats(16, 20))) {
                given += reader.compare(lesson.answer(), loaded.weights(), LoraWeights.NONE)
                        .loss();
                targets += lesson.answer().targets();
            }
        }
        assertThat(finished.curve().getFirst().validationLoss()).isCloseTo(given / targets, within(1e-4));
        assertThat(finished.bestValidationLoss()).isLessThan(given / targets);
        String digest = Sha256.of(adapter.resolve(PeftAdapter.WEIGHTS_FILE));
        assertThat(finished.receipt().continuedFrom()).isEqualTo(digest);
        assertThat(new ObjectMapper()
                        .readTree(finished.receiptFile().toFile())
                        .path("continued_from")
                        .asText())
                .isEqualTo(digest);
        assertThat(PeftAdapter.config(finished.adapter()).lora()).isEqualTo(settings);
    }

    @Test
    void anInterruptedRunGoesOnToTheSameBytes() {
        TrainingOutcome.Finished whole = finished(train(settings, adapter, "whole"));
        assertThat(run(settings, adapter, "stopped", new StopAfter(3))).isEqualTo(new TrainingOutcome.Stopped(3));
        TrainingOutcome.Finished resumed = finished(train(settings, adapter, "stopped"));

        assertThat(resumed.adapter().resolve(PeftAdapter.WEIGHTS_FILE))
                .hasSameBinaryContentAs(whole.adapter().resolve(PeftAdapter.WEIGHTS_FILE));
        assertThat(resumed.receiptFile()).hasSameBinaryContentAs(whole.receiptFile());
    }

    @Test
    void theWorkOfAnotherBeginningIsNotGoneOnWith() throws IOException {
        run(settings, adapter, "run", new StopAfter(1));
        Path other = directory.resolve("changed");
        Files.createDirectories(other);
        Files.copy(adapter.resolve("adapter_config.json"), other.resolve("adapter_config.json"));
        byte[] bytes = Files.readAllBytes(adapter.resolve(PeftAdapter.WEIGHTS_FILE));
        bytes[bytes.length - 3] ^= 1;
        Files.write(other.resolve(PeftAdapter.WEIGHTS_FILE), bytes);

        assertThatThrownBy(() -> train(settings, other, "run"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("belongs to a run with another base, recipe or data");
    }

    @Test
    void anotherRankIsRefusedByModule() {
        refused(
                new LoraSettings(5, 8, 0, settings.targets(), settings.rankPattern(), settings.alphaPattern(), true),
                "at model.layers.0.self_attn.k_proj rank is 5 in the recipe, 4 in the adapter");
    }

    @Test
    void anotherScaleIsRefusedByModule() {
        refused(
                new LoraSettings(4, 8, 0, settings.targets(), settings.rankPattern(), Map.of("down_proj", 3.0), true),
                "at model.layers.0.self_attn.k_proj the update is scaled by 4.0 in the recipe, by 2.75 in the adapter");
    }

    @Test
    void otherTargetsAreRefusedByModule() {
        TargetModules fewer = TargetModules.of(".*\\.layers\\.\\d+\\.(self_attn\\..*|mlp.(gate|down)_proj)");
        refused(
                new LoraSettings(4, 8, 0, fewer, settings.rankPattern(), settings.alphaPattern(), true),
                "at model.layers.0.mlp.up_proj the recipe does not train it, the adapter has it");

        Path upper = TinyModels.upperAdapter(directory);
        LoraSettings more = PeftAdapter.config(upper).lora();
        assertThatThrownBy(() -> train(
                        new LoraSettings(
                                3,
                                5,
                                0,
                                TargetModules.named(List.of("q_proj", "v_proj", "down_proj")),
                                more.rankPattern(),
                                Map.of(),
                                false),
                        upper,
                        "run"))
                .hasMessageContaining("at model.layers.0.self_attn.q_proj the adapter has nothing there");
    }

    @Test
    void anAdapterThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> train(settings, directory.resolve("nowhere"), "run"))
                .isInstanceOf(AdapterException.class)
                .hasMessageContaining("nowhere");
    }

    private void refused(LoraSettings other, String message) {
        assertThatThrownBy(() -> train(other, adapter, "run"))
                .isInstanceOf(InvalidRecipeException.class)
                .hasMessageContaining("training cannot go on from " + adapter)
                .hasMessageContaining(message);
    }

    private TrainingOutcome train(LoraSettings lora, Path from, String work) {
        return run(lora, from, work, TrainingListener.none());
    }

    private TrainingOutcome run(LoraSettings lora, Path from, String work, TrainingListener listener) {
        OptimizerSettings optimizer = new OptimizerSettings(0.003, "constant", 0, 0, 1);
        return TinyRun.shortly(
                model, lora, optimizer, directory.resolve(work), listener, new Beginning.Continued(from));
    }
}
