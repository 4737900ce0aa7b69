package dev.whetstone.training.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whetstone.artifacts.ArtifactStore;
import dev.whetstone.artifacts.DirectoryArtifactStore;
import dev.whetstone.engine.ChatMessage;
import dev.whetstone.engine.Tool;
import dev.whetstone.engine.ToolCall;
import dev.whetstone.engine.train.TrainingChat;
import dev.whetstone.engine.train.TrainingExample;
import dev.whetstone.engine.train.TrainingMethod;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

/** What dataset-service lets through is what is learned. */
class TrainingRowsTest {

    @TempDir
    Path directory;

    private ArtifactStore store;

    @BeforeEach
    void openTheStore() {
        store = new DirectoryArtifactStore(directory);
    }

    @Test
    void withoutWeightsTheLastAnswerAloneIsLearned() {
        TrainingChat chat = read("""
                {"id":"a","label":"l","messages":[{"role":"user","content":"One?"},{"role":"assistant","content":"Two."},
                {"role":"user","content":"And?"},{"role":"assistant","content":"Three."}]}""");

        assertThat(chat.trained()).containsExactly(3);
        assertThat(chat.messages()).contains(new ChatMessage("assistant", "Three."));
    }

    @Test
    void weightsSayWhichAnswersAreLearned() {
        TrainingChat chat = read("""
                {"id":"a","messages":[{"role":"user","content":"One?"},{"role":"assistant","content":"Two.","weight":0},
                {"role":"user","content":"No?"},{"role":"assistant","content":"Three.","weight":1},
                {"role":"user","content":"And?"},{"role":"assistant","content":"Four."}]}""");

        assertThat(chat.trained()).containsExactly(3, 5);
    }

    @Test
    void callsAnswersOfToolsAndTheToolsThemselvesAreLearnedFrom() {
        TrainingChat chat = read("""
                {"id":"a","messages":[{"role":"user","content":"How many?"},
                {"role":"assistant","content":null,"tool_calls":[{"function":{"arguments":"{\\"of\\": 1}","name":"votes"},"id":"c","type":"function"}]},
                {"role":"tool","content":"seven","tool_call_id":"c"},{"role":"assistant","content":"Seven."}],
                "tools":[{"type":"function","function":{"name":"votes"}}]}""");

        assertThat(chat.tools()).extracting(Tool::name).containsExactly("votes");
        assertThat(chat.messages().get(1).content()).isEmpty();
        assertThat(chat.messages().get(1).toolCalls())
                .extracting(ToolCall::name)
                .containsExactly("votes");
        assertThat(chat.messages().get(2).toolCallId()).isEqualTo("c");
    }

    @Test
    void aRowThatIsNoneIsRefusedByItsLineAndField() {
        assertThatThrownBy(() -> read("{\"id\":\"a\",\"messages\":[{\"role\":\"user\",\"content\":7}]}"))
                .isInstanceOf(InvalidSplitException.class)
                .hasMessageContaining("line 1: messages[0].content: expected a string");
    }

    private TrainingChat read(String row) {
        List<TrainingExample> rows = TrainingRows.read(
                store, store.put(row.replace("\n", "").getBytes(UTF_8)), new TrainingMethod.Supervised());
        return (TrainingChat) rows.getFirst();
    }
}
