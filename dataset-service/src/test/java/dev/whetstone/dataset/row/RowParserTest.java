package dev.whetstone.dataset.row;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.whetstone.dataset.finding.Check;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.util.List;

class RowParserTest {

    private static final RowRules CHAT = new RowRules(RowKind.CHAT, TargetKind.TEXT, true);
    private static final RowRules JSON = new RowRules(RowKind.CHAT, TargetKind.JSON, true);
    private static final RowRules FAILURE = new RowRules(RowKind.CHAT, TargetKind.JSON, false);
    private static final RowRules PREFERENCE = new RowRules(RowKind.PREFERENCE, TargetKind.TEXT, true);

    private static final String ASK = "{'role':'user','content':'Why?'}";
    private static final String ANSWER = "{'role':'assistant','content':'Because.'}";
    private static final String CALL =
            "{'role':'assistant','tool_calls':[{'id':'1','type':'function','function':{'name':'f','arguments':'%s'}}]}";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'messages':[" + ASK + "," + ANSWER + "]}",
                "{'id':'a','group':'g','label':'l','split':'test','messages':[" + ASK + "," + ANSWER + "]}",
                "{'messages':[{'role':'system','content':'Be brief.'}," + ASK + "," + ANSWER + "," + ASK + "," + ANSWER
                        + "]}",
                "{'messages':[" + ASK
                        + ",{'role':'assistant','content':'x','weight':1}],'tools':[],'parallel_tool_calls':true}",
                "{'messages':[" + ASK
                        + ",{'role':'assistant','tool_calls':[{'id':'1','function':{'name':'f','arguments':'{}'}}]},{'role':'tool','tool_call_id':'1','content':'4'},"
                        + ANSWER + "]}"
            })
    void whatOpenAiTakesIsARow(String line) {
        assertThat(parse(CHAT, line)).isInstanceOf(ParsedRow.Accepted.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "json.malformed           | {'messages':[",
                "json.malformed           | {'messages':[" + ASK + "," + ANSWER + "]} {}",
                "json.malformed           | {'messages':NaN}",
                "json.malformed           | {\"messages\":\"\u0001\"}",
                "json.malformed           | nonsense",
                "json.duplicate_key       | {'messages':[],'messages':[]}",
                "json.duplicate_key       | {'messages':[{'role':'user','role':'system','content':'x'}," + ANSWER
                        + "]}",
                "data_type                | []",
                "data_type                | 7",
                "data_type                | {'messages':['hello']}",
                "schema.unknown_field     | {'massages':[],'messages':[" + ASK + "," + ANSWER + "]}",
                "schema.invalid_value     | {'id':7,'messages':[" + ASK + "," + ANSWER + "]}",
                "schema.invalid_value     | {'id':'','messages':[" + ASK + "," + ANSWER + "]}",
                "schema.invalid_value     | {'split':'dev','messages':[" + ASK + "," + ANSWER + "]}",
                "schema.invalid_value     | {'tools':{},'messages':[" + ASK + "," + ANSWER + "]}",
                "schema.invalid_value     | {'tools':[{'name':'f'}],'messages':[" + ASK + "," + ANSWER + "]}",
                "schema.invalid_value     | {'tools':[{'type':'function','function':{'name':' '}}],'messages':[" + ASK
                        + "," + ANSWER + "]}",
                "schema.invalid_value     | {'messages':[{'role':'user','content':'x','tool_call_id':'1'}," + ANSWER
                        + "]}",
                "schema.invalid_value     | {'messages':[{'role':'user','content':'x','tool_calls':[{'function':{'name':'f','arguments':'{}'}}]},"
                        + ANSWER + "]}",
                "schema.invalid_value     | {'messages':[" + ASK
                        + ",{'role':'assistant','tool_calls':[{'id':'1','function':{'name':'f','arguments':'{}'}}]},{'role':'tool','tool_call_id':'2','content':'4'},"
                        + ANSWER + "]}",
                "message_unrecognized_key | {'messages':[" + ASK
                        + ",{'role':'assistant','tool_calls':[{'id':'1','mood':'x','function':{'name':'f','arguments':'{}'}}]}]}",
                "schema.invalid_value     | {'messages':[" + ASK + ",{'role':'assistant','content':'x','weight':2}]}",
                "schema.invalid_value     | {'messages':[" + ASK + ",{'role':'assistant','content':'x','weight':0}]}",
                "schema.invalid_value     | {'messages':[{'role':'user','content':'x','weight':1}," + ANSWER + "]}",
                "missing_messages_list    | {}",
                "missing_messages_list    | {'messages':[]}",
                "missing_messages_list    | {'messages':'hello'}",
                "message_missing_key      | {'messages':[{'content':'x'}," + ANSWER + "]}",
                "message_missing_key      | {'messages':[{'role':'user'}," + ANSWER + "]}",
                "message_unrecognized_key | {'messages':[{'role':'user','content':'x','mood':'gay'}," + ANSWER + "]}",
                "unrecognized_role        | {'messages':[{'role':'human','content':'x'}," + ANSWER + "]}",
                "missing_content          | {'messages':[{'role':'user','content':null}," + ANSWER + "]}",
                "missing_content          | {'messages':[{'role':'user','content':[]}," + ANSWER + "]}",
                "missing_content          | {'messages':[{'role':'user','content':' '}," + ANSWER + "]}",
                "role.order               | {'messages':[" + ANSWER + "]}",
                "role.order               | {'messages':[" + ASK + ",{'role':'system','content':'x'}," + ANSWER + "]}",
                "role.order               | {'messages':[" + ASK + "," + ANSWER + "," + ANSWER + "]}",
                "role.order               | {'messages':[" + ASK + "," + ANSWER + "," + ASK + "]}",
                "role.order               | {'messages':[" + ASK + ",{'role':'tool','content':'4'}," + ANSWER + "]}",
                "target.missing           | {'messages':[" + ASK + "]}",
                "target.empty             | {'messages':[" + ASK + ",{'role':'assistant','content':' '}]}",
                "utf8.lone_surrogate      | {'messages':[{'role':'user','content':'\\ud800'}," + ANSWER + "]}",
                "utf8.lone_surrogate      | {'messages':[{'role':'user','content':'\\udc00\\ud800'}," + ANSWER + "]}",
            })
    void whatIsWrongHasItsCode(String code, String line) {
        assertThat(faults(parse(CHAT, line)))
                .extracting(fault -> fault.check().code())
                .contains(code);
    }

    @Test
    void aTargetOfAJsonTaskIsJson() {
        assertThat(faults(parse(JSON, "{'messages':[" + ASK + "," + ANSWER + "]}")))
                .extracting(Fault::check)
                .containsExactly(Check.TARGET_NOT_JSON);
        assertThat(parse(JSON, "{'messages':[" + ASK + ",{'role':'assistant','content':'{}'}]}"))
                .isInstanceOf(ParsedRow.Accepted.class);
    }

    @Test
    void aFailureSeenInTrafficNeedsNoAnswer() {
        ParsedRow parsed = parse(FAILURE, "{'id':'x','messages':[" + ASK + "]}");

        assertThat(parsed).isInstanceOf(ParsedRow.Accepted.class);
        Row row = ((ParsedRow.Accepted) parsed).row();
        assertThat(row.target()).isEmpty();
        assertThat(row.askedText()).isEqualTo("Why?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"not json", "[1]", "{", ""})
    void toolArgumentsAreAJsonObjectInAString(String arguments) {
        String line = "{'messages':[" + ASK + "," + CALL.formatted(arguments) + "]}";

        assertThat(faults(parse(CHAT, line))).extracting(Fault::check).containsExactly(Check.TOOL_ARGUMENTS_NOT_JSON);
    }

    @Test
    void aPreferenceIsBetweenTwoAnswers() {
        String input =
                "{'input':{'messages':[" + ASK + "]},'preferred_output':[" + ANSWER + "],'non_preferred_output':[";

        assertThat(parse(PREFERENCE, input + "{'role':'assistant','content':'No.'}]}"))
                .isInstanceOf(ParsedRow.Accepted.class);
        assertThat(faults(parse(PREFERENCE, input + "{'content':'Because.','role':'assistant'}]}")))
                .extracting(Fault::check)
                .containsExactly(Check.PREFERENCE_SAME_PAIR);
        assertThat(faults(parse(PREFERENCE, input + "]}")))
                .extracting(Fault::check)
                .containsExactly(Check.TARGET_MISSING);
        assertThat(faults(parse(CHAT, input + ANSWER + "]}"))).isNotEmpty();
    }

    @Test
    void bytesThatAreNotUtf8AreFoundWhereTheyStand() throws Exception {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        line.write("{\"messages\":\"ä".getBytes(UTF_8));
        line.write(new byte[] {(byte) 0xC3, '"', '}'});

        ParsedRow parsed = new RowParser(CHAT).parse(line.toByteArray(), line.size());

        assertThat(faults(parsed)).containsExactly(new Fault(Check.UTF8_INVALID, 15, "not UTF-8"));
    }

    @Test
    void aLateInvalidByteIsFoundBehindMuchText() {
        byte[] line = "ä".repeat(20_000).getBytes(UTF_8);
        line[39_999] = 'x';

        assertThat(Utf8.firstInvalid(line, line.length)).isEqualTo(39_998);
        assertThat(Utf8.firstInvalid(line, 39_998)).isEqualTo(-1);
    }

    @Test
    void jsonNestedTooDeepIsRefusedBeforeItHurts() {
        String line = "{'messages':" + "[".repeat(100_000);

        assertThat(faults(parse(CHAT, line)))
                .singleElement()
                .satisfies(fault -> assertThat(fault.note()).contains("deeper than 64"));
    }

    @Test
    void aNumberOfAMillionDigitsIsRefused() {
        assertThat(faults(parse(CHAT, "{'messages':" + "9".repeat(1_000_000) + "}")))
                .extracting(Fault::check)
                .containsExactly(Check.JSON_MALFORMED);
    }

    @Test
    void aMalformedLineIsFoundAtItsByteAndNotQuoted() {
        Fault fault = faults(parse(CHAT, "{'messages':sesame}")).getFirst();

        assertThat(fault.offset()).isBetween(12L, 19L);
        assertThat(fault.note()).doesNotContain("sesame");
    }

    private static ParsedRow parse(RowRules rules, String line) {
        byte[] bytes = line.replace('\'', '"').getBytes(UTF_8);
        return new RowParser(rules).parse(bytes, bytes.length);
    }

    private static List<Fault> faults(ParsedRow parsed) {
        return switch (parsed) {
            case ParsedRow.Accepted _ -> List.of();
            case ParsedRow.Refused refused -> refused.faults();
        };
    }
}
