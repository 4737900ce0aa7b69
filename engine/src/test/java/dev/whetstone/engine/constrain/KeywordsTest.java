package dev.whetstone.engine.constrain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What may be said under each keyword, and what may not. The quotes of JSON are written as ' in the tables. */
class KeywordsTest {

    private static final String PERSON = """
            {"type": "object", "title": "passed over", "additionalProperties": false, "required": ["name"], "properties": {
              "name": {"type": "string"}, "age": {"type": "integer"}, "tags": {"type": "array", "items": {"type": "string"}}}}""";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type':'null'} | null | nul",
                "{'type':'boolean'} | true | True",
                "{'type':'boolean'} | false | 0",
                "{'type':'integer'} | 0 | 00",
                "{'type':'integer'} | -17 | -0",
                "{'type':'integer'} | 123456789012345678 | 1234567890123456789",
                "{'type':'integer'} | 5 | 5.0",
                "{'type':'number'} | -0.50 | .5",
                "{'type':'number'} | 1e-9 | 1e100",
                "{'type':'number'} | 12.25E+10 | 1.",
                "{'type':'number'} | 0 | 01",
                "{'type':'number'} | 3 | +3",
                "{'type':['integer','null']} | null | true",
                "{'type':['number','integer']} | 1.5 | '1.5'",
                "{'type':'string'} | '' | '",
                "{'type':'string'} | 'a\\n\\u00e9\\/' | 'a\\x'",
                "{'type':'string','minLength':2} | 'ab' | 'a'",
                "{'type':'string','maxLength':2} | 'ab' | 'abc'",
                "{'type':'string','minLength':1,'maxLength':1} | '\\n' | ''",
                "{'type':'string','minLength':2,'maxLength':2} | 'ü🙂' | 'ü🙂a'",
                "{'enum':['a','ab',1,12,null]} | 'ab' | 'abc'",
                "{'enum':['a','ab',1,12,null]} | 1 | 2",
                "{'enum':['a','ab',1,12,null]} | 12 | 123",
                "{'type':'string','enum':['a',1]} | 'a' | 1",
                "{'const':{'a':[1,2.50]}} | {'a':[1,2.50]} | {'a':[1,2.5]}",
                "{'type':'array','items':{'type':'integer'}} | [] | [1,]",
                "{'type':'array','items':{'type':'integer'}} | [1,2,3] | [1 2]",
                "{'type':'array','items':{'type':'integer'},'minItems':2} | [1,2] | [1]",
                "{'type':'array','items':{'type':'integer'},'maxItems':2} | [1,2] | [1,2,3]",
                "{'type':'array','maxItems':0} | [ ] | [1]",
                "{'type':'array','minItems':1} | [{'any':['thing']}] | []",
                "{'anyOf':[{'type':'integer'},{'type':'string'}]} | 'x' | true",
                "{'anyOf':[{'type':'integer'},{'type':'number'}]} | 4.5 | 4.",
                "{'type':'object','additionalProperties':false} | {} | {'a':1}",
                "{'type':'object'} | {'a':{'b':[1,true]}} | [1]",
                "{} | [1,'x',{'a':null}] | [1,'x'",
                "true | 1e5 | 1e",
                "{'properties':{'a':true},'type':'object'} | {'a':[]} | {'b':[]}",
                "{'$ref':'#/$defs/n','$defs':{'n':{'type':'null'}}} | null | 0",
                "{'$ref':'#/definitions/a~1b','definitions':{'a/b':{'type':'null'}}} | null | 0",
            })
    void allowsOneTextAndNotTheOther(String schema, String allowed, String refused) {
        Held held = Held.to(schema.replace('\'', '"'));

        assertThat(held.allows(allowed.replace('\'', '"'))).as(allowed).isTrue();
        assertThat(held.allows(refused.replace('\'', '"'))).as(refused).isFalse();
    }

    @Test
    void propertiesComeInTheSchemasOrderAndOptionalOnesMayBeLeftOut() {
        Held person = Held.to(PERSON);

        assertThat(person.allows("{\"name\":\"A\",\"age\":1,\"tags\":[]}")).isTrue();
        assertThat(person.allows("{\"name\":\"A\",\"tags\":[]}")).isTrue();
        assertThat(person.allows("{\"name\":\"A\"}")).isTrue();
        assertThat(person.allows("{\"age\":1}")).isFalse();
        assertThat(person.allows("{\"age\":1,\"name\":\"A\"}")).isFalse();
        assertThat(person.allows("{\"name\":\"A\",\"name\":\"A\"}")).isFalse();
        assertThat(person.allows("{\"name\":\"A\",\"other\":1}")).isFalse();
    }

    @Test
    void namesThatBeginAlikeAreToldApart() {
        Held held =
                Held.to("{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"null\"},\"ab\":{\"type\":\"boolean\"},"
                        + "\"quote\\\"\":{\"type\":\"null\"}}}");

        assertThat(held.allows("{\"a\":null,\"ab\":true,\"quote\\\"\":null}")).isTrue();
        assertThat(held.allows("{\"ab\":true}")).isTrue();
        assertThat(held.allows("{\"ab\":null}")).isFalse();
        assertThat(held.allows("{\"ab\":true,\"a\":null}")).isFalse();
    }

    @Test
    void whiteSpaceIsALittleAndNeverEndless() {
        Held person = Held.to(PERSON);

        assertThat(person.allows("{\n  \"name\": \"A\",\n  \"tags\": [\n    \"x\",\n    \"y\"\n  ]\n}"))
                .isTrue();
        assertThat(person.allows(" { \"name\": \"A\", \"age\": 3 }")).isTrue();
        assertThat(person.allows("{  \"name\":\"A\"}")).isFalse();
        assertThat(person.allows("{\n\n\"name\":\"A\"}")).isFalse();
        assertThat(person.allows("{\n" + " ".repeat(16) + "\"name\":\"A\"}")).isTrue();
        assertThat(person.allows("{\n" + " ".repeat(17) + "\"name\":\"A\"}")).isFalse();
        assertThat(person.allows("{\"name\":\"A\"} ")).isFalse();
    }

    @Test
    void stringsAreValidUtf8WithoutControlCharacters() {
        Held text = Held.to("{\"type\":\"string\"}");

        assertThat(text.allows("\"é世🙂\u007f\uffff\"")).isTrue();
        assertThat(text.allows("\"a\nb\"")).isFalse();
        Map<String, byte[]> broken = Map.of(
                "overlong", bytes(0xC0, 0x80),
                "overlong of three", bytes(0xE0, 0x9F, 0x80),
                "surrogate", bytes(0xED, 0xA0, 0x80),
                "beyond the last character", bytes(0xF4, 0x90, 0x80, 0x80),
                "no lead", bytes(0x80),
                "cut", bytes(0xE4, 0xB8));
        broken.forEach((name, each) -> assertThat(text.allows(each)).as(name).isFalse());
    }

    @Test
    void escapesOfSurrogatesAreNotOffered() {
        Held text = Held.to("{\"type\":\"string\",\"maxLength\":1}");

        assertThat(text.allows("\"\\ud7ff\"")).isTrue();
        assertThat(text.allows("\"\\uE000\"")).isTrue();
        assertThat(text.allows("\"\\ud800\"")).isFalse();
        assertThat(text.allows("\"\\uDFFF\"")).isFalse();
        assertThat(text.allows("\"\\u12\"")).isFalse();
    }

    @Test
    void aSchemaMayContainItself() {
        Held tree = Held.to("{\"type\":\"object\",\"required\":[\"left\"],\"properties\":{\"left\":"
                + "{\"anyOf\":[{\"$ref\":\"#\"},{\"type\":\"null\"}]},\"right\":{\"$ref\":\"#\"}}}");

        assertThat(tree.allows("{\"left\":{\"left\":null,\"right\":{\"left\":null}}}"))
                .isTrue();
        assertThat(tree.allows("{\"left\":{}}")).isFalse();
    }

    @Test
    void valuesNestSixtyFourDeepAndCanThenBeEnded() {
        Held any = Held.to("{}");

        assertThat(any.allows("[".repeat(64) + "]".repeat(64))).isTrue();
        assertThat(any.after("[".repeat(64)).allowed().allows('[')).isFalse();
        assertThat(any.after("[".repeat(64)).allowed().allows('1')).isTrue();
        assertThat(any.after("[".repeat(64)).allowed().allows('{')).isFalse();
    }

    @Test
    void aPropertyThatWouldNestTooDeepIsNotOffered() {
        Held chain =
                Held.to("{\"type\":\"object\",\"properties\":{\"next\":{\"$ref\":\"#\"},\"end\":{\"type\":\"null\"}}}");
        String deep = "{\"next\":".repeat(63) + "{";

        assertThat(chain.allows("{\"next\":".repeat(63) + "{}" + "}".repeat(63)))
                .isTrue();
        assertThat(chain.after(deep + "\"").allowed().allows('n')).isFalse();
        assertThat(chain.after(deep + "\"").allowed().allows('e')).isTrue();
    }

    @Test
    void theEndIsOfferedWhereTheValueIsWholeAndNowhereElse() {
        Held number = Held.to("{\"type\":\"integer\"}");

        assertThat(number.after("1").mayEnd()).isTrue();
        assertThat(number.after("1").isComplete()).isFalse();
        assertThat(number.after("-").allowed().allows(Vocabularies.END)).isFalse();
        assertThat(number.after("1".repeat(18)).isComplete()).isTrue();
        assertThat(Held.to(PERSON).after("{\"name\":\"\"}").isComplete()).isTrue();
    }

    private static byte[] bytes(int... values) {
        byte[] text = new byte[values.length + 2];
        text[0] = '"';
        for (int i = 0; i < values.length; i++) {
            text[i + 1] = (byte) values[i];
        }
        text[values.length + 1] = '"';
        assertThat(new String(text, StandardCharsets.UTF_8)).contains("\uFFFD");
        return text;
    }
}
