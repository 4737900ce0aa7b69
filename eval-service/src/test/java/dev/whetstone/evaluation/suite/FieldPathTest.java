package dev.whetstone.evaluation.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

class FieldPathTest {

    private final JsonNode output = GovernanceEval.tree(
            "{\"risks\":[{\"source\":\"[1]\"},{\"source\":null},{},{\"source\":\"[2]\"}],\"sources\":\"[3]\"}");

    @Test
    void findsEveryElementThatHasTheField() {
        assertThat(new FieldPath("/risks/*/source").read(output))
                .extracting(JsonNode::asText)
                .containsExactly("[1]", "[2]");
    }

    @Test
    void whatIsNoListHasNoElements() {
        assertThat(new FieldPath("/sources/*").read(output)).isEmpty();
        assertThat(new FieldPath("/nowhere/*/deep").read(output)).isEmpty();
    }

    @Test
    void aPathBeginsWithASlash() {
        assertThatThrownBy(() -> new FieldPath("risks")).hasMessageContaining("but got 'risks'");
    }
}
