package dev.whetstone.engine.train;

import static dev.whetstone.engine.train.TinyRun.finished;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.whetstone.engine.LanguageModel;
import dev.whetstone.engine.TinyModels;
import dev.whetstone.engine.adapter.LoraTarget;
import dev.whetstone.engine.format.Sha256;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class TrainingReceiptTest extends OnTinyModel {

    private static final List<TrainingChat> TRAIN = Rows.learnable(0, 12);
    private static final List<TrainingChat> VALIDATION = Rows.learnable(12, 16);

    @Test
    void saysWhatTheAdapterWasMadeOf() {
        TrainingOutcome.Finished finished = train(recipe(6, 0.02), "run");
        TrainingReceipt receipt = finished.receipt();

        assertThat(receipt.adapter()).isEqualTo(Sha256.of(finished.adapter().resolve("adapter_model.safetensors")));
        assertThat(receipt.base())
                .isEqualTo(new TrainingReceipt.BaseFacts(
                        "base",
                        "sha256:base",
                        Sha256.of(template()),
                        Sha256.of(directory.resolve("base/tokenizer.json"))));
        assertThat(receipt.training().rows()).isEqualTo(12);
        assertThat(receipt.training().digest()).isEqualTo("sha256:train");
        assertThat(receipt.validation().digest()).isEqualTo("sha256:valid");
        assertThat(receipt.training().encoded())
                .startsWith("sha256:")
                .isNotEqualTo(receipt.validation().encoded());
        assertThat(receipt.recipe()).isEqualTo(recipe(6, 0.02));
        assertThat(receipt.software().engine()).matches("\\d+\\.\\d+.*");
        assertThat(receipt.software().libtorch()).matches("\\d+\\.\\d+.*");
        assertThat(receipt.software().device()).isEqualTo(model.description());
        assertThat(receipt.curve()).hasSizeGreaterThan(1);
        assertThat(receipt.effect().changesOutput()).isTrue();
        assertThat(receipt.effect().lossWith()).isLessThan(receipt.effect().lossWithout());
        assertThat(receipt.warnings()).isEmpty();
    }

    @Test
    void liesBesideTheAdapterAndItsExcerptDoesNotTravelWithIt() throws IOException {
        TrainingOutcome.Finished finished = train(recipe(2, 0.02), "run");

        assertThat(finished.receiptFile()).isEqualTo(directory.resolve("run/receipt.json"));
        assertThat(finished.receipt().trainedTokens().excerpt().trained()).contains("{\"n\":0");
        try (var files = Files.list(finished.adapter())) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("adapter_config.json", "adapter_model.safetensors", "fingerprint.json");
        }
    }

    /** A reader of version 1 relies on these names. */
    @Test
    void keepsItsShape() throws IOException {
        JsonNode json = new ObjectMapper()
                .readTree(train(recipe(2, 0.02), "run").receiptFile().toFile());

        assertThat(json.path("version").asInt()).isEqualTo(1);
        assertThat(names(json))
                .containsExactly(
                        "version",
                        "adapter",
                        "base",
                        "training",
                        "validation",
                        "trained_tokens",
                        "recipe",
                        "software",
                        "best_step",
                        "best_validation_loss",
                        "stopped_early",
                        "verdict",
                        "memorisation",
                        "effect",
                        "curve");
        assertThat(names(json.path("base"))).containsExactly("name", "digest", "template", "tokenizer");
        assertThat(names(json.path("training"))).containsExactly("rows", "digest", "encoded");
        assertThat(names(json.path("trained_tokens")))
                .containsExactly(
                        "tokens",
                        "trained",
                        "share",
                        "end_of_turn_trained",
                        "without_end_of_turn",
                        "off_the_answer",
                        "excerpt");
        assertThat(names(json.path("software"))).containsExactly("engine", "libtorch", "java", "system", "device");
        assertThat(names(json.path("verdict"))).containsExactly("verdict", "reason");
        assertThat(names(json.path("memorisation")))
                .containsExactly("finding", "tokens", "trained", "unseen", "too_short", "shared", "worst");
        assertThat(names(json.path("effect")))
                .containsExactly(
                        "rows", "targets", "loss_without", "loss_with", "largest_logit_change", "changes_output");
        assertThat(names(json.path("curve").path(0))).containsExactly("step", "training_loss", "validation_loss");
    }

    @Test
    void isReadBackAsItWasWrittenWhateverTheVerdict() throws IOException {
        TrainingReceipt receipt = train(recipe(2, 0.02), "run").receipt();
        for (Verdict verdict : List.of(
                new Verdict.Healthy("a"),
                new Verdict.Overfitting(20, "b"),
                new Verdict.Underfitting("c"),
                new Verdict.Diverged("d"),
                new Verdict.NoOp("e"))) {
            TrainingReceipt written = withVerdict(receipt, verdict);
            Path file = Files.write(directory.resolve("receipt.json"), written.json());

            assertThat(TrainingReceipt.read(file)).isEqualTo(written);
        }
    }

    @Test
    void theSameRunHasTheSameBytes() {
        assertThat(train(recipe(2, 0.02), "one").receiptFile())
                .hasSameBinaryContentAs(train(recipe(2, 0.02), "two").receiptFile());
    }

    @Test
    void anAdapterThatDoesNothingIsNamed() {
        TrainingReceipt receipt = train(recipe(2, 0), "run").receipt();

        assertThat(receipt.effect().changesOutput()).isFalse();
        assertThat(receipt.effect().largestLogitChange()).isZero();
        assertThat(receipt.warnings()).singleElement().asString().startsWith("the adapter is a no-op: on 2 rows");
    }

    /** The template of the second model writes no token that ends a generation. */
    @Test
    void aTemplateThatDoesNotEndTheTurnIsFlagged() {
        Path other = directory.resolve("endless");
        TinyModels.load(other).close();
        TinyModels.edit(
                other.resolve("base/tokenizer_config.json"),
                json -> json.put("chat_template", template().replace("+ '<|im_end|>\n'", "+ '\n'")));
        TrainingReceipt receipt;
        try (LanguageModel endless = TinyModels.reload(other)) {
            receipt = finished(LoraTrainer.train(
                            endless,
                            TRAIN,
                            VALIDATION,
                            recipe(2, 0.02),
                            directory.resolve("run"),
                            TrainingListener.none()))
                    .receipt();
        }

        assertThat(receipt.trainedTokens().endOfTurnTrained()).isFalse();
        assertThat(receipt.trainedTokens().withoutEndOfTurn().count()).isEqualTo(12);
        assertThat(receipt.warnings())
                .singleElement()
                .asString()
                .startsWith("the end of the turn is not trained in 12 rows (0, 1,");
    }

    @Test
    void aReceiptThatIsGoneIsNamed() throws IOException {
        TrainingOutcome.Finished finished = train(recipe(2, 0.02), "run");
        Files.delete(finished.receiptFile());

        assertThatThrownBy(() -> train(recipe(2, 0.02), "run"))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("cannot read the receipt " + finished.receiptFile());
    }

    private static TrainingReceipt withVerdict(TrainingReceipt receipt, Verdict verdict) {
        return new TrainingReceipt(
                receipt.version(),
                receipt.adapter(),
                receipt.base(),
                receipt.training(),
                receipt.validation(),
                receipt.trainedTokens(),
                receipt.recipe(),
                receipt.continuedFrom(),
                receipt.software(),
                receipt.bestStep(),
                receipt.bestValidationLoss(),
                receipt.stoppedEarly(),
                verdict,
                receipt.memorisation(),
                receipt.effect(),
                receipt.curve(),
                receipt.rewards());
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.properties().stream().map(Map.Entry::getKey).forEach(names::add);
        return names;
    }

    private String template() {
        try {
            return new ObjectMapper()
                    .readTree(directory.resolve("base/tokenizer_config.json").toFile())
                    .path("chat_template")
                    .textValue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private TrainingOutcome.Finished train(LoraRecipe recipe, String name) {
        return finished(LoraTrainer.train(
                model,
                TRAIN,
                VALIDATION,
                recipe,
                directory.resolve(name),
                TrainingListener.none(),
                new Provenance("sha256:base", "sha256:train", "sha256:valid")));
    }

    private static LoraRecipe recipe(int epochs, double rate) {
        return new LoraRecipe(4, 8, 0, LoraTarget.names(), rate, "linear", 0, 0, 1, epochs, 4, 6, 0, 0, 256, 16, 32, 5);
    }
}
