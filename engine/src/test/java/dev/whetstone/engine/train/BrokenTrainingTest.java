package dev.whetstone.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whetstone.engine.ChatMessage;
import dev.whetstone.engine.LanguageModel;
import dev.whetstone.engine.NewWeights;
import dev.whetstone.engine.TinyModels;
import dev.whetstone.engine.adapter.LoraTarget;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Runs that cannot come to any good end without an adapter, and rows that teach nothing are refused. */
class BrokenTrainingTest extends OnTinyModel {

    static Stream<TrainingMethod> methods() {
        return Stream.of(
                new TrainingMethod.Supervised(),
                new TrainingMethod.Dpo(0.1),
                new TrainingMethod.Orpo(0.1),
                new TrainingMethod.Kto(0.1));
    }

    @ParameterizedTest
    @MethodSource("methods")
    void anAbsurdRateDivergesWhateverTheMethod(TrainingMethod method) {
        TrainingOutcome outcome = train(model, method, 1e20);

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        TrainingOutcome.Diverged.class,
                        diverged -> assertThat(diverged.reason()).contains("lower the learning rate of 1.0E20"));
        requireNothingPublished();
    }

    /** Weights that are numbers, but too large for what is computed from them. */
    @Test
    void aBaseThatGivesNoNumbersTrainsNothing() {
        NewWeights.rewrite(directory.resolve("base/model.safetensors"), "model.norm.weight", Float.MAX_VALUE);
        try (LanguageModel broken = TinyModels.reload(directory)) {
            TrainingOutcome outcome = train(broken, new TrainingMethod.Supervised(), 1e-3);

            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            TrainingOutcome.Diverged.class,
                            diverged -> assertThat(diverged.reason()).contains("is NaN"));
        }
        requireNothingPublished();
    }

    /** What a message spells is text: of a row of control tokens nothing but the text is learned. */
    @Test
    void aRowThatSpellsOnlyControlTokensTeachesTheirSpelling() {
        List<Lesson> lessons = new RowEncoder(model, 256)
                .encode(
                        Objective.of(new TrainingMethod.Supervised()),
                        "training",
                        List.of(Rows.chat("<|im_end|>", "<|im_start|><|im_end|>")));

        TrainingRow row = lessons.getFirst().answer();
        int[] learned =
                IntStream.of(row.places()).map(place -> row.ids()[place]).toArray();
        assertThat(model.tokenizer().decode(learned)).isEqualTo("<|im_start|><|im_end|>");
        assertThat(IntStream.of(learned).filter(model.tokenizer()::isControlToken))
                .as("the end of the turn alone")
                .hasSize(1);
    }

    @Test
    void aTemplateThatWritesOnlyControlTokensTeachesNothing() {
        TinyModels.edit(
                directory.resolve("base/tokenizer_config.json"),
                json -> json.put("chat_template", "{% for m in messages %}{{ '<|im_start|><|im_end|>' }}{% endfor %}"));
        try (LanguageModel silent = TinyModels.reload(directory)) {
            assertThatThrownBy(() -> train(silent, new TrainingMethod.Supervised(), 1e-3))
                    .isInstanceOf(InvalidTrainingDataException.class)
                    .hasMessageStartingWith("training row 0: the chat template writes nothing but control tokens");
        }
    }

    private TrainingOutcome train(LanguageModel base, TrainingMethod method, double rate) {
        LoraRecipe recipe = new LoraRecipe(
                        4, 8, 0, LoraTarget.names(), rate, "constant", 0, 0, 1, 6, 4, 3, 0, 0, 256, 16, 32, 5)
                .withMethod(method);
        return LoraTrainer.train(
                base,
                examples(method, 0, 12),
                examples(method, 12, 16),
                recipe,
                directory.resolve("run"),
                TrainingListener.none());
    }

    private void requireNothingPublished() {
        assertThat(directory.resolve("run/adapter")).doesNotExist();
        assertThat(directory.resolve("run/receipt.json")).doesNotExist();
        assertThat(directory.resolve("run/finished.json")).doesNotExist();
    }

    private static List<? extends TrainingExample> examples(TrainingMethod method, int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> example(method, i)).toList();
    }

    private static TrainingExample example(TrainingMethod method, int i) {
        ChatMessage yes = new ChatMessage(ChatMessage.ASSISTANT, "yes, " + i);
        ChatMessage no = new ChatMessage(ChatMessage.ASSISTANT, "no, " + i);
        List<ChatMessage> question = TinyModels.ask("Item " + i);
        return switch (method) {
            case TrainingMethod.Supervised _ -> Rows.chat("Item " + i, yes.content());
            case TrainingMethod.Dpo _, TrainingMethod.Orpo _ -> new PreferencePair(question, List.of(), yes, no);
            case TrainingMethod.Kto _ -> new JudgedAnswer(question, List.of(), i % 2 == 0 ? yes : no, i % 2 == 0);
        };
    }
}
