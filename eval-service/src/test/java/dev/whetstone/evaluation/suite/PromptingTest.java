package dev.whetstone.evaluation.suite;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

class PromptingTest {

    private final EvalDefinition eval = GovernanceEval.definition();
    private final Item item = GovernanceEval.item("[1] Spend 10,000.", "{}");

    @Test
    void promptOnlyIsTheVariantsSystemPromptAndTheItem() {
        assertThat(eval.messages(new ArmVariant(Arm.PROMPT_ONLY, "strict"), item))
                .containsExactly(
                        new Message("system", "Answer with one JSON object and nothing else."),
                        new Message("user", "[1] Spend 10,000."));
    }

    @Test
    void fewShotPutsTheShotsBetween() {
        assertThat(eval.messages(new ArmVariant(Arm.FEW_SHOT, "plain"), item))
                .extracting(Message::role)
                .containsExactly("system", "user", "assistant", "user");
        assertThat(eval.messages(new ArmVariant(Arm.FEW_SHOT, "plain"), item).getLast())
                .isEqualTo(item.input().getFirst());
    }

    @Test
    void theAdapterIsGivenTheItemAsItIs() {
        assertThat(eval.messages(new ArmVariant(Arm.ADAPTER, "sha256:1"), item)).isEqualTo(item.input());
    }

    @Test
    void aRunIsCalledByAShortNameInSentences() {
        assertThat(new ArmVariant(Arm.ADAPTER, "sha256:" + "0123456789abcdef".repeat(4)))
                .hasToString("adapter (0123456789ab)");
        assertThat(new ArmVariant(Arm.FEW_SHOT, "plain")).hasToString("few-shot (plain)");
    }

    @Test
    void aSystemMessageOfTheItemJoinsTheVariantsInOneMessage() {
        Item withSystem = new Item(
                "item-2",
                List.of(new Message("system", "You know the DAO."), new Message("user", "[1] Text.")),
                Optional.empty(),
                Optional.empty());

        List<Message> messages = eval.messages(new ArmVariant(Arm.FEW_SHOT, "plain"), withSystem);

        assertThat(messages)
                .filteredOn(Message::isSystem)
                .singleElement()
                .satisfies(system ->
                        assertThat(system.content()).isEqualTo("Summarise the proposal as JSON.\n\nYou know the DAO."));
        assertThat(messages.getFirst().isSystem()).isTrue();
    }
}
