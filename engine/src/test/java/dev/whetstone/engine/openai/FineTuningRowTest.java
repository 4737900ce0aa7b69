package dev.whetstone.engine.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whetstone.engine.ChatMessage;
import dev.whetstone.engine.ToolCall;
import dev.whetstone.engine.train.JudgedAnswer;
import dev.whetstone.engine.train.PreferencePair;
import dev.whetstone.engine.train.TrainingChat;
import dev.whetstone.engine.train.TrainingMethod;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Map;

/** Rows are written with single quotes here. */
class FineTuningRowTest {

    private static final TrainingMethod SUPERVISED = new TrainingMethod.Supervised();
    private static final TrainingMethod DPO = new TrainingMethod.Dpo(0.1);
    private static final TrainingMethod KTO = new TrainingMethod.Kto(0.1);
    private static final String USER = "{'role':'user','content':'Q'}";

    @Test
    void withoutWeightsTheLastMessageAloneIsTrained() {
        TrainingChat chat =
                chat(USER + ",{'role':'assistant','content':'A'}," + USER + ",{'role':'assistant','content':'B'}");

        assertThat(chat.trained()).containsExactly(3);
        assertThat(chat.tools()).isEmpty();
    }

    @Test
    void onceAMessageHasAWeightThoseOfTheAssistantAreTrainedUnlessItIsZero() {
        String turns = USER + ",{'role':'assistant','content':'A'%s}," + USER + ",{'role':'assistant','content':'B'%s}";

        assertThat(chat(turns.formatted(",'weight':1", "")).trained()).containsExactly(1, 3);
        assertThat(chat(turns.formatted("", ",'weight':0")).trained()).containsExactly(1);
        assertThat(chat(turns.formatted(",'weight':0", ",'weight':1")).trained())
                .containsExactly(3);
    }

    @Test
    void callsAndToolsAreRead() {
        TrainingChat chat = (TrainingChat) read(
                "{'messages':[" + USER
                        + ",{'role':'assistant','content':null,'tool_calls':[{'id':'c1','type':'function','function':{'name':'add',"
                        + "'arguments':'{\\\"b\\\": [1, 2.0], \\\"a\\\": null}'}}]},"
                        + "{'role':'tool','tool_call_id':'c1','content':'3'},{'role':'assistant','content':'3'}],"
                        + "'tools':[{'type':'function','function':{'name':'add','parameters':{'type':'object'}}}],"
                        + "'parallel_tool_calls':false,'id':'row 7'}",
                SUPERVISED);

        ToolCall call = chat.messages().get(1).toolCalls().getFirst();
        assertThat(call.name()).isEqualTo("add");
        assertThat(call.arguments().keySet()).containsExactly("b", "a");
        assertThat(call.arguments().get("b")).isEqualTo(List.of(1L, 2.0));
        assertThat(chat.messages().get(1).content()).isEmpty();
        assertThat(chat.messages().get(2).toolCallId()).isEqualTo("c1");
        assertThat(chat.tools())
                .singleElement()
                .satisfies(tool -> assertThat(tool.definition())
                        .containsEntry("function", Map.of("name", "add", "parameters", Map.of("type", "object"))));
    }

    @Test
    void pairsAndJudgedAnswersAreRead() {
        PreferencePair pair = (PreferencePair) read(
                "{'input':{'messages':[" + USER + "],'tools':[],'parallel_tool_calls':true},"
                        + "'preferred_output':[{'role':'assistant','content':'A'}],"
                        + "'non_preferred_output':[{'role':'assistant','content':'B'}]}",
                DPO);
        JudgedAnswer judged = (JudgedAnswer)
                read("{'prompt':[" + USER + "],'completion':[{'role':'assistant','content':'A'}],'label':false}", KTO);

        assertThat(pair.preferred()).isEqualTo(new ChatMessage("assistant", "A"));
        assertThat(pair.nonPreferred().content()).isEqualTo("B");
        assertThat(judged.desirable()).isFalse();
        assertThat(judged.prompt()).isEqualTo(pair.prompt());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '`',
            value = {
                "{'role':'user','content':'Q','weight':1},{'role':'assistant','content':'A'} # messages[0].weight: only the",
                "{'role':'assistant','content':'A','weight':2} # messages[0].weight: expected 0 or 1, but got 2",
                "{'role':'assistant','content':'A','weight':0.5} # messages[0].weight: expected 0 or 1, but got 0.5",
                "{'role':'assistant','content':'A','weight':0} # messages: every weight is 0",
                "{'role':'assistant','contents':'A'} # messages[0].contents: unknown; leave it out",
                "{'role':'narrator','content':'A'} # messages[0].role: `\"narrator\"` is unknown: expected one of system",
                "{'role':'user','content':'A'} # messages[0].role: the last message must be the assistant's",
                "{'role':'assistant','content':null} # messages[0].content: expected a string, but got null",
                "{'role':'assistant','content':[]} # messages[0].content: expected a string, but got a list",
                "7 # messages[0]: expected an object, but got the number 7",
                "{'role':'user','content':'A','tool_calls':[]} # messages[0].tool_calls: only the assistant calls tools",
                "{'role':'assistant','tool_calls':[]} # messages[0].tool_calls: is empty",
                "{'role':'assistant','tool_calls':[{'function':{'name':'f','arguments':'{'}}]} # messages[0].tool_calls[0].function.arguments: is no JSON",
                "{'role':'assistant','tool_calls':[{'function':{'name':'f','arguments':'[]'}}]} # function.arguments: expected a string that holds a JSON object",
                "{'role':'assistant','tool_calls':[{'function':{'name':' ','arguments':'{}'}}]} # the name of a called tool is blank",
                "{'role':'assistant','tool_calls':[{'function':{'name':'f','arguments':'{\\\"a\\\":99999999999999999999}'}}]} # fits whole numbers of 64 bits",
                "{'role':'tool','tool_call_id':'x','content':'3'},{'role':'assistant','content':'A'} # is the id of no call before it",
            })
    void aMessageThatIsNotAsItShouldBeIsNamed(String messages, String expected) {
        assertThatThrownBy(() -> chat(messages))
                .isInstanceOf(InvalidRowException.class)
                .hasMessageContaining(expected.replace("`", ""));
    }

    @Test
    void aRowOfAnotherMethodSaysWhichItIsFor() {
        assertThatThrownBy(() -> read("{'messages':[" + USER + "]}", DPO))
                .hasMessage(
                        "input: is missing; this row is a chat, which the method supervised learns from, but the method is"
                                + " dpo or orpo");
        assertThatThrownBy(() -> read("{'input':{}}", SUPERVISED))
                .hasMessageContaining("which dpo and orpo learn from");
        assertThatThrownBy(() -> read("{}", KTO)).hasMessage("prompt: is missing; the method kto needs it");
        assertThatThrownBy(() -> read("[1]", KTO)).hasMessage("expected an object, but got a list");
        assertThatThrownBy(() -> read("{'a':1,'a':2}", KTO)).hasMessageContaining("Duplicate");
    }

    @Test
    void aPairHasOneTurnAndTwoDifferentAnswers() {
        String row = "{'input':{'messages':[" + USER + "]},'preferred_output':[{'role':'assistant','content':'A'}%s],"
                + "'non_preferred_output':[{'role':'%s','content':'%s'}]}";

        assertThatThrownBy(() -> read(row.formatted("," + USER, "assistant", "B"), DPO))
                .hasMessageStartingWith("preferred_output: 2 messages: expected one");
        assertThatThrownBy(() -> read(row.formatted("", "user", "B"), DPO))
                .hasMessage("non_preferred_output[0].role: expected assistant, but got user");
        assertThatThrownBy(() -> read(row.formatted("", "assistant", "A"), DPO))
                .hasMessageContaining("both answers are the same");
    }

    private static TrainingChat chat(String messages) {
        return (TrainingChat) read("{'messages':[" + messages + "]}", SUPERVISED);
    }

    private static Object read(String row, TrainingMethod method) {
        return FineTuningRow.read(row.replace('\'', '"'), method);
    }
}
