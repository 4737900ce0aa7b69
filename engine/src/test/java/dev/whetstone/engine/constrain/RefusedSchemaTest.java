package dev.whetstone.engine.constrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.whetstone.engine.constrain.schema.SchemaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

@Timeout(30)
class RefusedSchemaTest {

    private final Constraints constraints = Vocabularies.bytes();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pattern",
                "format",
                "oneOf",
                "allOf",
                "not",
                "minimum",
                "maximum",
                "exclusiveMinimum",
                "exclusiveMaximum",
                "multipleOf",
                "uniqueItems",
                "prefixItems",
                "contains",
                "patternProperties",
                "propertyNames",
                "minProperties",
                "maxProperties",
                "unevaluatedProperties",
                "dependentRequired",
                "if",
                "nullable",
                "$anchor",
                "$dynamicRef",
                "contentEncoding",
                "madeUp"
            })
    void aKeywordThatIsNotHeldToIsRefusedByNameAndPlace(String keyword) {
        SchemaException refusal =
                refusal("{\"type\":\"object\",\"properties\":{\"a/b\":{\"type\":\"string\",\"" + keyword + "\":1}}}");

        assertThat(refusal.pointer()).isEqualTo("#/properties/a~1b/" + keyword);
        assertThat(refusal).hasMessageContaining("the keyword " + keyword + " is not supported. ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type':'object','additionalProperties':true} | #/additionalProperties | only supported as false",
                "{'type':'object','additionalProperties':{'type':'string'}} | #/additionalProperties | only supported as false",
                "{'type':'object','properties':[]} | #/properties | expected an object",
                "{'type':'object','properties':{'a':true},'required':['b']} | #/required/0 | does not name",
                "{'type':'object','required':'a','properties':{}} | #/required | list of names",
                "{'type':'text'} | #/type | no type of this name",
                "{'type':['string','text']} | #/type/1 | no type of this name",
                "{'type':[]} | #/type | not empty",
                "{'type':3} | #/type | expected a list",
                "{'type':'string','minItems':1} | #/minItems | belongs to type array",
                "{'properties':{'a':true}} | #/properties | type here is not said",
                "{'type':'string','minLength':-1} | #/minLength | a whole number",
                "{'type':'string','minLength':1.5} | #/minLength | a whole number",
                "{'type':'string','maxLength':3000000000} | #/maxLength | a whole number",
                "{'type':'string','minLength':3,'maxLength':2} | #/maxLength | below minLength",
                "{'type':'array','minItems':3,'maxItems':2} | #/maxItems | below minItems",
                "{'type':'array','items':false} | #/items | allows no value",
                "{'type':'array','items':[true]} | #/items | expected a schema",
                "{'enum':[]} | #/enum | not empty",
                "{'enum':'a'} | #/enum | not empty",
                "{'type':'integer','enum':['a',1.5]} | # | of the type integer",
                "{'enum':['a'],'minLength':1} | #/minLength | beside enum",
                "{'const':'a','enum':['a']} | #/enum | beside const",
                "{'anyOf':[{'type':'null'}],'type':'object'} | #/type | beside anyOf",
                "{'anyOf':[]} | #/anyOf | not empty",
                "{'$ref':'#/$defs/a'} | #/$ref | names nothing",
                "{'$ref':'https://example.org/schema'} | #/$ref | not supported",
                "{'$ref':'#/properties/a','properties':{}} | #/properties | beside $ref",
                "{'$ref':'#/$defs/a/items','$defs':{'a':true}} | #/$ref | not supported",
                "{'$ref':'#'} | # | leads back to itself",
                "{'anyOf':[{'$ref':'#/$defs/a'},{'type':'null'}],'$defs':{'a':{'anyOf':[{'$ref':'#'}]}}} | # | leads back to itself",
                "{'type':'object','properties':{'a':{'$id':'x','type':'null'}}} | #/properties/a/$id | only supported at the root",
                "{'type':'object','required':['a'],'properties':{'a':{'$ref':'#'}}} | # | no value of it can be ended",
                "{'type':'array','minItems':1,'items':{'$ref':'#'}} | # | no value of it can be ended",
                "{'enum':['\\ud800']} | #/enum/0 | half a surrogate pair",
                "[] | # | expected a schema",
                "false | # | allows no value",
                "{'type':'null','type':'null'} | # | not strict JSON",
                "{'type':'null'} {} | # | not strict JSON",
                "{'type': | # | not strict JSON",
                "`` | # | is empty",
            })
    void whatIsWrongIsNamedWithItsPlace(String schema, String pointer, String problem) {
        SchemaException refusal = refusal(schema.replace('\'', '"'));

        assertThat(refusal.pointer()).isEqualTo(pointer);
        assertThat(refusal).hasMessageStartingWith("schema, " + pointer + ": ").hasMessageContaining(problem);
    }

    @Test
    void annotationsArePassedOver() {
        assertThat(Held.to("{\"$schema\":\"x\",\"$id\":\"y\",\"$comment\":\"z\",\"title\":\"t\",\"description\":\"d\","
                                + "\"default\":1,\"examples\":[2],\"type\":\"integer\"}")
                        .allows("7"))
                .isTrue();
    }

    @Test
    void nestingWithoutEndIsRefusedBeforeItHurts() {
        assertThat(refusal("[".repeat(100_000))).hasMessageContaining("not strict JSON");
        assertThat(refusal("{\"type\":\"array\",\"items\":".repeat(300) + "true" + "}".repeat(300)))
                .hasMessageContaining("not strict JSON");
        String deep = "{\"type\":\"array\",\"minItems\":1,\"items\":".repeat(70) + "true" + "}".repeat(70);
        assertThat(refusal(deep)).hasMessageContaining("no value of it can be ended");
    }

    @Test
    void aLongChainOfReferencesIsNoChainOfCalls() {
        assertThat(Held.to(chain(120)).allows("null")).isTrue();
        assertThat(refusal(chain(4_000))).hasMessageContaining("128 alternatives or references");
    }

    @Test
    void alternativesThatDoubleWithEachLevelStayBounded() {
        String level = "{\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"#\"}}}";
        Held held = Held.to("{\"anyOf\":[" + level + "," + level + ",{\"type\":\"null\"}]}");

        Cursor cursor = held.after("{\"a\":".repeat(40) + "null");

        assertThat(cursor.allowed().allows('}')).isTrue();
    }

    @Test
    void whatIsTooLargeIsRefused() {
        assertThat(refusal("\"" + "x".repeat(300_000) + "\"")).hasMessageContaining("characters");
        assertThat(refusal("{\"anyOf\":[" + "true,".repeat(128) + "true]}")).hasMessageContaining("128 allowed");
        assertThat(refusal("{\"enum\":[" + "1,".repeat(1_000) + "1]}")).hasMessageContaining("1000 allowed");
        assertThat(refusal(object(1_001, "true"))).hasMessageContaining("1000 allowed");
        assertThat(refusal(object(10, object(600, "true")))).hasMessageContaining("5000 parts allowed");
        assertThat(refusal("{\"type\":\"object\",\"properties\":{\"" + "n".repeat(1_001) + "\":true}}"))
                .hasMessageContaining("longer than 1000");
        assertThat(refusal("{\"anyOf\":[" + anyOf(100) + "," + anyOf(100) + "]}"))
                .hasMessageContaining("128 alternatives");
        assertThat(refusal("{\"const\":1" + "0".repeat(200) + "}")).hasMessageContaining("not strict JSON");
        assertThat(refusal("{\"const\":1e99999999999}")).hasMessageContaining("not strict JSON");
    }

    @Test
    void halfACharacterInTheTextItselfIsRefused() {
        assertThatThrownBy(() -> constraints.compile("{\"title\":\"\ud800\"}")).hasMessageContaining("surrogate");
    }

    private static String chain(int references) {
        return IntStream.range(0, references)
                .mapToObj(i -> ",\"d" + i + "\":{\"$ref\":\"#/$defs/d" + (i + 1) + "\"}")
                .collect(Collectors.joining(
                        "", "{\"$ref\":\"#/$defs/d0\",\"$defs\":{\"d" + references + "\":{\"type\":\"null\"}", "}}"));
    }

    private static String object(int properties, String value) {
        return IntStream.range(0, properties)
                .mapToObj(i -> "\"p" + i + "\":" + value)
                .collect(Collectors.joining(",", "{\"type\":\"object\",\"properties\":{", "}}"));
    }

    private static String anyOf(int constants) {
        return IntStream.range(0, constants)
                .mapToObj(i -> "{\"type\":\"string\",\"minLength\":" + i + "}")
                .collect(Collectors.joining(",", "{\"anyOf\":[", "]}"));
    }

    private SchemaException refusal(String schema) {
        SchemaException refusal = catchThrowableOfType(SchemaException.class, () -> constraints.compile(schema));
        assertThat(refusal)
                .as(schema.substring(0, Math.min(200, schema.length())))
                .isNotNull();
        return refusal;
    }
}
