package dev.whetstone.evaluation.grade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.contracts.EventJson;
import dev.whetstone.evaluation.suite.InvalidEvalException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutputSchemaTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"$ref\":\"#\"}",
                "{\"type\":\"object\",\"anyOf\":[{\"$ref\":\"#\"}]}",
                "{\"properties\":{\"a\":{\"$ref\":\"#/$defs/a\"}},\"$defs\":{\"a\":{\"$ref\":\"#/$defs/b\"},\"b\":{\"not\":{\"$ref\":\"#/$defs/a\"}}}}",
                "{\"$defs\":{\"a\":{\"$anchor\":\"x\",\"allOf\":[{\"$ref\":\"#x\"}]}},\"$ref\":\"#x\"}"
            })
    void aReferenceThatLeadsStraightBackToItselfIsRefused(String schema) {
        assertThatThrownBy(() -> new OutputSchema(json(schema)))
                .isInstanceOf(InvalidEvalException.class)
                .hasMessageContaining("leads back to itself");
    }

    @Test
    void recursionThroughAPropertyOrAnItemIsNoCircle() throws JsonProcessingException {
        OutputSchema tree = new OutputSchema(json(
                "{\"type\":\"object\",\"properties\":{\"children\":{\"type\":\"array\",\"items\":{\"$ref\":\"#\"}}}}"));

        assertThat(tree.check(json("{\"children\":[{\"children\":[]}]}"))).isEmpty();
        assertThat(tree.check(json("{\"children\":[{\"children\":1}]}"))).isNotEmpty();
    }

    private static JsonNode json(String text) throws JsonProcessingException {
        return EventJson.mapper().readTree(text);
    }
}
