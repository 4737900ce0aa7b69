package dev.whetstone.engine.train;

import static dev.whetstone.engine.train.TinyRun.finished;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.whetstone.engine.Adapter;
import dev.whetstone.engine.AdapterException;
import dev.whetstone.engine.LanguageModel;
import dev.whetstone.engine.LoadOptions;
import dev.whetstone.engine.Precision;
import dev.whetstone.engine.TinyModels;
import dev.whetstone.engine.adapter.AdapterFingerprint;
import dev.whetstone.engine.adapter.FingerprintCheck;
import dev.whetstone.engine.adapter.LoraLayout;
import dev.whetstone.engine.adapter.LoraSettings;
import dev.whetstone.engine.adapter.PeftAdapter;
import dev.whetstone.engine.adapter.TargetModules;
import dev.whetstone.engine.generate.GenerationRequest;
import dev.whetstone.engine.generate.GenerationScheduler;
import dev.whetstone.engine.generate.Sampling;
import dev.whetstone.engine.generate.SchedulerOptions;
import dev.whetstone.engine.generate.TokenListener;
import dev.whetstone.engine.torch.FrozenMatrix;
import dev.whetstone.engine.torch.LoraWeights;
import dev.whetstone.engine.torch.Projection;
import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** DoRA is trained, saved, loaded and gone on with; where rows share a batch it is refused. What it computes is held by the parity tests. */
class DoraTest extends OnTinyModel {

    private static final LoraSettings SETTINGS = new LoraSettings(
                    4, 8, 0, TargetModules.of("all-linear"), Map.of("down_proj", 2), Map.of(), true)
            .withDora();

    @Test
    void aFreshAdapterIsTheBase() {
        List<TrainingRow> rows = rows();
        LoraRecipe plain = LoraRecipe.defaults().withLora(new LoraSettings(4, 8, 0, SETTINGS.targets()));
        try (LoraParameters dora = new LoraParameters(model.network(), plain.withLora(SETTINGS));
                LoraParameters lora = new LoraParameters(model.network(), plain)) {
            double ofDora = new TrainingNetwork(model.network(), dora).loss(new PackedRows(rows));
            double ofBase = new TrainingNetwork(model.network(), lora).loss(new PackedRows(rows));

            assertThat(dora.isNoOp()).isTrue();
            assertThat(ofDora).isCloseTo(ofBase, within(1e-4 * ofBase));
        }
    }

    @Test
    void whatWasTrainedIsWhatIsLoaded() {
        TrainingOutcome.Finished finished = finished(run("run", TrainingListener.none(), new Beginning.Fresh()));

        LoraSettings found = PeftAdapter.config(finished.adapter()).lora();
        assertThat(LoraLayout.of(found, model.config()).places())
                .isEqualTo(LoraLayout.of(SETTINGS, model.config()).places());
        assertThat(found.dora()).isTrue();
        assertThat(finished.bestValidationLoss())
                .isLessThan(finished.curve().getFirst().validationLoss());
        try (Adapter adapter = model.loadAdapter(finished.adapter())) {
            double loss = 0;
            int targets = 0;
            for (TrainingRow row : rows()) {
                loss += new RowReader(model.network())
                        .compare(row, adapter.weights(), LoraWeights.NONE)
                        .loss();
                targets += row.targets();
            }
            assertThat(loss / targets).isCloseTo(finished.bestValidationLoss(), within(1e-4));
            assertThat(AdapterFingerprint.check(model, adapter, finished.adapter()))
                    .isEqualTo(new FingerprintCheck.Matches());
        }
    }

    @Test
    void anInterruptedRunGoesOnToTheSameBytes() {
        TrainingOutcome.Finished whole = finished(run("whole", TrainingListener.none(), new Beginning.Fresh()));
        assertThat(run("cut", new StopAfter(3), new Beginning.Fresh())).isEqualTo(new TrainingOutcome.Stopped(3));
        TrainingOutcome.Finished resumed = finished(run("cut", TrainingListener.none(), new Beginning.Fresh()));

        assertThat(resumed.adapter().resolve(PeftAdapter.WEIGHTS_FILE))
                .hasSameBinaryContentAs(whole.adapter().resolve(PeftAdapter.WEIGHTS_FILE));
    }

    @Test
    void trainingGoesOnFromAnAdapterWithMagnitudesAndFromNoOther() {
        TrainingOutcome.Finished first = finished(run("first", TrainingListener.none(), new Beginning.Fresh()));
        TrainingOutcome.Finished second =
                finished(run("second", TrainingListener.none(), new Beginning.Continued(first.adapter())));

        assertThat(second.curve().getFirst().validationLoss()).isCloseTo(first.bestValidationLoss(), within(1e-4));
        Path plain = TinyModels.adapter(directory);
        assertThatThrownBy(() -> run("third", TrainingListener.none(), new Beginning.Continued(plain)))
                .isInstanceOf(InvalidRecipeException.class)
                .hasMessageContaining("the recipe has magnitudes (DoRA), the adapter has none");
    }

    @Test
    void whereRowsShareABatchItIsRefused() {
        TrainingOutcome.Finished finished = finished(run("run", TrainingListener.none(), new Beginning.Fresh()));
        int[] prompt = model.prompt(TinyModels.ask("Item 3"));
        try (Adapter adapter = model.loadAdapter(finished.adapter());
                GenerationScheduler scheduler = new GenerationScheduler(model, new SchedulerOptions(2, 8, 256))) {
            assertThat(adapter.isBatchable()).isFalse();
            assertThatThrownBy(() -> scheduler.submit(
                            new GenerationRequest(prompt, Optional.of(adapter), Sampling.greedy(4), Optional.empty()),
                            TokenListener.none()))
                    .isInstanceOf(AdapterException.class)
                    .hasMessageContaining("DoRA")
                    .hasMessageContaining("train the adapter without DoRA");
        }
    }

    /** Where serving keeps matrices in another order, the lengths of their rows are not known. */
    @Test
    void aModelThatWasLoadedForServingRefusesIt() {
        TrainingOutcome.Finished finished = finished(run("run", TrainingListener.none(), new Beginning.Fresh()));
        try (LanguageModel serving = LanguageModel.load(
                directory.resolve("base"), LoadOptions.serving(Optional.of(Precision.BFLOAT16), 2))) {
            FrozenMatrix matrix =
                    serving.network().weights().blocks().getFirst().matrix(Projection.QKV);
            if (matrix instanceof FrozenMatrix.Plain) { // a processor without bfloat16, which keeps them as they are
                try (Adapter adapter = serving.loadAdapter(finished.adapter())) {
                    assertThat(adapter.isBatchable()).isFalse();
                }
            } else {
                assertThatThrownBy(() -> serving.loadAdapter(finished.adapter()))
                        .isInstanceOf(AdapterException.class)
                        .hasMessageContaining("use_dora is true");
            }
        }
    }

    @Test
    void dropoutBesideItIsRefused() {
        LoraSettings dropping = new LoraSettings(4, 8, 0.1, SETTINGS.targets(), Map.of(), Map.of(), false, true);

        assertThatThrownBy(() -> LoraRecipe.defaults().withLora(dropping))
                .hasMessageStartingWith("dropout is 0.1: it must be 0 with DoRA");
    }

    private TrainingOutcome run(String work, TrainingListener listener, Beginning beginning) {
        OptimizerSettings optimizer = new OptimizerSettings(0.005, "constant", 0, 0.01, 1, 2.0);
        return TinyRun.shortly(model, SETTINGS, optimizer, directory.resolve(work), listener, beginning);
    }

    private List<TrainingRow> rows() {
        return new RowEncoder(model, 256)
                .encode(new SupervisedObjective(), "validation", TinyRun.chats(16, 20)).stream()
                        .map(Lesson::answer)
                        .toList();
    }
}
