package dev.whetstone.engine.train;

import static dev.whetstone.engine.train.TinyRun.finished;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.whetstone.engine.ChatMessage;
import dev.whetstone.engine.TinyModels;
import dev.whetstone.engine.adapter.LoraTarget;
import dev.whetstone.engine.adapter.PeftAdapter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Whole runs that learn from preferences. */
class PreferenceTrainingTest extends OnTinyModel {

    private static final TrainingMethod DPO = new TrainingMethod.Dpo(0.5);

    static Stream<TrainingMethod> methods() {
        return Stream.of(DPO, new TrainingMethod.Orpo(0.5), new TrainingMethod.Kto(0.5));
    }

    @Test
    void dpoBeginsAtLnTwoAndLearnsToPrefer() {
        List<Progress> steps = new ArrayList<>();
        TrainingOutcome.Finished finished = finished(train(DPO, "run", steps, Integer.MAX_VALUE));

        TrainingReceipt receipt = finished.receipt();
        assertThat(receipt.curve().getFirst().validationLoss()).isCloseTo(Math.log(2), within(1e-5));
        assertThat(receipt.curve().getFirst().trainingLoss()).isCloseTo(Math.log(2), within(1e-5));
        assertThat(receipt.bestValidationLoss()).isLessThan(0.2);
        assertThat(receipt.rewards()).hasSameSizeAs(receipt.curve());
        assertThat(receipt.rewards().getFirst().margin()).isCloseTo(0, within(1e-5));
        assertThat(receipt.rewards().getLast().accuracy()).isEqualTo(1);
        assertThat(receipt.rewards().getLast().margin()).isGreaterThan(1);
        assertThat(receipt.verdict()).isNotInstanceOf(Verdict.NoOp.class).isNotInstanceOf(Verdict.Diverged.class);
        assertThat(steps.getLast().rewards()).isPresent();
        assertThat(steps.getLast().validationRewards().orElseThrow().accuracy()).isEqualTo(1);
    }

    @Test
    void theReceiptCountsBothAnswersAndShowsBoth() {
        TrainedTokens tokens = finished(train(DPO, "run", new ArrayList<>(), Integer.MAX_VALUE))
                .receipt()
                .trainedTokens();

        assertThat(tokens.trained()).isEqualTo(12 * ("yes, n?".length() + "no, n?".length()) + 2 * 2);
        assertThat(tokens.endOfTurnTrained()).isTrue();
        assertThat(tokens.offTheAnswer().count()).isZero();
        assertThat(tokens.excerpt().trained()).isEqualTo("yes, 0<|im_end|>");
        assertThat(tokens.rejected())
                .singleElement()
                .satisfies(other -> assertThat(other.trained()).isEqualTo("no, 0<|im_end|>"));
        assertThat(TrainingReceipt.read(directory.resolve("run").resolve("receipt.json"))
                        .rewards())
                .isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("methods")
    void aStoppedAndResumedRunEndsInTheSameBytes(TrainingMethod method) {
        TrainingOutcome.Finished whole = finished(train(method, "whole", new ArrayList<>(), Integer.MAX_VALUE));

        TrainingOutcome outcome;
        int pieces = 0;
        do {
            outcome = train(method, "parts", new ArrayList<>(), 7);
            pieces++;
        } while (outcome instanceof TrainingOutcome.Stopped);

        assertThat(pieces).isGreaterThan(2);
        assertThat(finished(outcome).receipt().json()).isEqualTo(whole.receipt().json());
        assertThat(finished(outcome).adapter().resolve(PeftAdapter.WEIGHTS_FILE))
                .hasSameBinaryContentAs(whole.adapter().resolve(PeftAdapter.WEIGHTS_FILE));
        assertThat(whole.receipt().rewards().getLast().margin())
                .isGreaterThan(whole.receipt().rewards().getFirst().margin());
    }

    @Test
    void rowsOfAnotherMethodAreRefusedByNumber() {
        List<TrainingExample> mixed = new ArrayList<>(examples(DPO, 0, 3));
        mixed.add(Rows.chat("Q", "yes"));

        assertThatThrownBy(() -> LoraTrainer.train(
                        model, mixed, mixed, recipe(DPO), directory.resolve("run"), TrainingListener.none()))
                .isInstanceOf(InvalidTrainingDataException.class)
                .hasMessageStartingWith("training row 3: it is a chat (messages)");
    }

    @Test
    void ktoNeedsWantedAndUnwantedAnswers() {
        TrainingMethod kto = new TrainingMethod.Kto(0.1);
        List<JudgedAnswer> wanted = List.of(judged(0, true), judged(2, true));

        assertThatThrownBy(() -> LoraTrainer.train(
                        model, wanted, wanted, recipe(kto), directory.resolve("run"), TrainingListener.none()))
                .hasMessageContaining("all labels of the split are the same");
    }

    @Test
    void aRateOfNothingIsANoOpAndStaysAtLnTwo() {
        LoraRecipe still = new LoraRecipe(
                        4, 8, 0, LoraTarget.names(), 0, "constant", 0, 0, 1, 1, 4, 3, 0, 0, 256, 0, 32, 5)
                .withMethod(DPO);
        TrainingReceipt receipt = finished(LoraTrainer.train(
                        model,
                        examples(DPO, 0, 12),
                        examples(DPO, 12, 16),
                        still,
                        directory.resolve("run"),
                        TrainingListener.none()))
                .receipt();

        assertThat(receipt.verdict()).isInstanceOf(Verdict.NoOp.class);
        assertThat(receipt.curve().getLast().validationLoss()).isCloseTo(Math.log(2), within(1e-6));
        assertThat(receipt.effect().changesOutput()).isFalse();
    }

    @Test
    void anotherBetaIsAnotherRun() {
        train(DPO, "run", new ArrayList<>(), 3);

        assertThatThrownBy(() -> train(new TrainingMethod.Dpo(0.6), "run", new ArrayList<>(), 3))
                .hasMessageContaining("belongs to a run with another base, recipe or data");
    }

    @Test
    void betaIsAboveNothingAndAtMostTwo() {
        assertThat(new TrainingMethod.Dpo(2).beta()).isEqualTo(2);
        assertThatThrownBy(() -> new TrainingMethod.Dpo(0)).hasMessageContaining("above 0 and at most 2");
        assertThatThrownBy(() -> new TrainingMethod.Kto(2.01)).hasMessageContaining("beta is 2.01");
        assertThatThrownBy(() -> new TrainingMethod.Orpo(Double.NaN)).hasMessageContaining("beta is NaN");
    }

    private TrainingOutcome train(TrainingMethod method, String name, List<Progress> steps, int stopAfter) {
        TrainingListener listener = new TrainingListener() {
            private int taken;

            @Override
            public void progressed(Progress progress) {
                steps.add(progress);
                taken++;
            }

            @Override
            public void checkpointed(long step, Path checkpoint) {}

            @Override
            public boolean stopRequested() {
                return taken >= stopAfter;
            }
        };
        return LoraTrainer.train(
                model,
                examples(method, 0, 12),
                examples(method, 12, 16),
                recipe(method),
                directory.resolve(name),
                listener);
    }

    private static LoraRecipe recipe(TrainingMethod method) {
        return new LoraRecipe(4, 8, 0.1, LoraTarget.names(), 0.02, "cosine", 0.1, 0, 1, 6, 4, 3, 0, 0, 256, 16, 32, 5)
                .withMethod(method);
    }

    private static List<? extends TrainingExample> examples(TrainingMethod method, int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> method instanceof TrainingMethod.Kto ? judged(i, i % 2 == 0) : pair(i))
                .toList();
    }

    private static TrainingExample pair(int i) {
        return new PreferencePair(TinyModels.ask("Item " + i), List.of(), answer("yes, " + i), answer("no, " + i));
    }

    private static JudgedAnswer judged(int i, boolean desirable) {
        return new JudgedAnswer(
                TinyModels.ask("Item " + i), List.of(), answer((desirable ? "yes, " : "no, ") + i), desirable);
    }

    private static ChatMessage answer(String text) {
        return new ChatMessage(ChatMessage.ASSISTANT, text);
    }
}
