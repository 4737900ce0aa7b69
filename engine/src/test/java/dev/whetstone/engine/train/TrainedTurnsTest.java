package dev.whetstone.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.whetstone.engine.ChatMessage;
import dev.whetstone.engine.TinyModels;
import dev.whetstone.engine.ToolCall;
import dev.whetstone.engine.adapter.LoraTarget;
import dev.whetstone.engine.torch.LoraWeights;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

/** Several turns of one chat learned at once. */
class TrainedTurnsTest extends OnTinyModel {

    private static final List<ChatMessage> MESSAGES = List.of(
            new ChatMessage("user", "One?"),
            new ChatMessage("assistant", "First."),
            new ChatMessage("user", "Two?"),
            new ChatMessage("assistant", "Second."),
            new ChatMessage("user", "Bye"));

    @Test
    void eachTurnIsLearnedAsItIsAloneAndNothingBetween() {
        TrainingRow row = row(1, 3);

        assertThat(row.stretches())
                .extracting(ids -> model.tokenizer().spell(ids))
                .containsExactly("First.<|im_end|>", "Second.<|im_end|>");
        assertThat(row.targets()).isEqualTo(row(1).targets() + row(3).targets());
        assertThat(row.ids()).isEqualTo(row(3).ids());
    }

    @Test
    void theLossOfBothIsTheSumOfTheirLosses() {
        LoraRecipe recipe = LoraRecipe.defaults();
        try (LoraParameters fresh = new LoraParameters(model.network(), recipe)) {
            TrainingNetwork network = new TrainingNetwork(model.network(), fresh);
            double both = network.loss(new PackedRows(List.of(row(1, 3))));

            assertThat(both).isCloseTo(network.loss(new PackedRows(List.of(row(1), row(3)))), within(1e-3));
            RowReader.Comparison served =
                    new RowReader(model.network()).compare(row(1, 3), LoraWeights.NONE, LoraWeights.NONE);
            assertThat(served.loss()).as("by the network that serves").isCloseTo(both, within(1e-3));
        }
    }

    @Test
    void theReceiptHoldsEachTurnAgainstItsMessage() {
        TrainingChat chat = new TrainingChat(MESSAGES, List.of(), List.of(1, 3));
        TrainingRow row = row(1, 3);
        int[] shifted = row.places().clone();
        shifted[0]--;

        assertThat(offTheAnswer(row, chat)).isZero();
        assertThat(offTheAnswer(new TrainingRow(row.ids(), shifted), chat)).isEqualTo(1);
        assertThat(offTheAnswer(row(3), chat)).as("one turn of two").isEqualTo(1);
    }

    @Test
    void aTemplateThatWritesEarlierTurnsOtherwiseIsRefused() {
        model.close();
        TinyModels.edit(
                directory.resolve("base").resolve("tokenizer_config.json"),
                json -> json.put(
                        "chat_template",
                        "{% for m in messages %}{{ '<|im_start|>' + m.role + '\\n' }}"
                                + "{% if m.role == 'assistant' and loop.last %}{{ '(thought)' }}{% endif %}"
                                + "{{ m.content + '<|im_end|>\\n' }}{% endfor %}"
                                + "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"));
        model = TinyModels.reload(directory);

        assertThat(row(3).targets()).isPositive();
        assertThatThrownBy(() -> row(1, 3))
                .isInstanceOf(InvalidTrainingDataException.class)
                .hasMessageStartingWith("training row 0: message 1 is written otherwise by the chat template")
                .hasMessageContaining("a row of its own that ends with it, and weight 0 here");
    }

    @Test
    void aTurnThatOnlyCallsAToolIsNotEmpty() {
        model.close();
        TinyModels.edit(
                directory.resolve("base").resolve("tokenizer_config.json"),
                json -> json.put(
                        "chat_template",
                        "{% for m in messages %}{{ '<|im_start|>' + m.role + '\\n' + m.content }}"
                                + "{% for c in m.tool_calls or [] %}{{ c.function.name + (c.function.arguments | tojson) }}{% endfor %}"
                                + "{{ '<|im_end|>\\n' }}{% endfor %}"
                                + "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"));
        model = TinyModels.reload(directory);
        ChatMessage call = ChatMessage.calling("", List.of(new ToolCall("", "add", Map.of("a", 1))));
        TrainingChat chat = new TrainingChat(List.of(MESSAGES.getFirst(), call));

        TrainingRow row = encode(chat);

        assertThat(model.tokenizer().spell(row.stretches().getFirst())).isEqualTo("add{\"a\": 1}<|im_end|>");
        assertThat(offTheAnswer(row, chat)).isZero();
    }

    @Test
    void aMessageOfTheUserIsNeverTrained() {
        assertThatThrownBy(() -> row(2)).hasMessageContaining("the last message must be the assistant's");
        assertThatThrownBy(() -> new TrainingChat(MESSAGES, List.of(), List.of(5)))
                .hasMessageContaining("message 5 is trained, but the chat has 5");
        assertThatThrownBy(() -> encode(new TrainingChat(MESSAGES, List.of(), List.of())))
                .hasMessageContaining("no message of it is trained");
    }

    @Test
    void wholeRunsLearnSeveralTurns() {
        LoraRecipe recipe =
                new LoraRecipe(4, 8, 0, LoraTarget.names(), 0.02, "constant", 0, 0, 1, 20, 2, 10, 0, 0, 256, 2, 8, 5);
        List<TrainingChat> chats = List.of(new TrainingChat(MESSAGES, List.of(), List.of(1, 3)));

        TrainingOutcome outcome =
                LoraTrainer.train(model, chats, chats, recipe, directory.resolve("run"), TrainingListener.none());

        assertThat(outcome).isInstanceOfSatisfying(TrainingOutcome.Finished.class, finished -> {
            assertThat(finished.bestValidationLoss())
                    .isLessThan(0.5 * finished.curve().getFirst().validationLoss());
            assertThat(finished.receipt().warnings()).isEmpty();
        });
    }

    private TrainingRow row(Integer... trained) {
        return encode(new TrainingChat(MESSAGES, List.of(), List.of(trained)));
    }

    private TrainingRow encode(TrainingChat chat) {
        return new RowEncoder(model, 256)
                .encode(new SupervisedObjective(), "training", List.of(chat))
                .getFirst()
                .answer();
    }

    private int offTheAnswer(TrainingRow row, TrainingChat chat) {
        return TrainedTokens.of(model, List.of(Lesson.of(row)), List.of(chat))
                .offTheAnswer()
                .count();
    }
}
