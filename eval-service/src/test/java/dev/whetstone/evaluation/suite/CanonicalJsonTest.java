package dev.whetstone.evaluation.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whetstone.evaluation.decide.Randomness;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

class CanonicalJsonTest {

    @Test
    void sortsKeysDropsSpaceAndNeedlessZeros() {
        JsonNode json = GovernanceEval.tree(
                "{ \"b\": [1.0, 0.90, -0.0, 1e2], \"a\": {\"z\": null, \"y\": true, \"ä\": \"\\u00e9\\n\"} }");

        assertThat(CanonicalJson.text(json))
                .isEqualTo("{\"a\":{\"y\":true,\"z\":null,\"ä\":\"é\\n\"},\"b\":[1,0.9,0,1E+2]}");
    }

    @Test
    void wholeNumbersAreTheSameHoweverTheyAreWritten() {
        assertThat(CanonicalJson.text(GovernanceEval.tree("[100, 100.0, 1e2]"))).isEqualTo("[1E+2,1E+2,1E+2]");
    }

    @RepeatedTest(20)
    void theOrderOfFieldsDoesNotMatter() {
        Randomness random = Randomness.printed("CanonicalJsonTest");
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            names.add("f" + random.between(0, 1_000_000));
        }
        ObjectNode one = object(names);
        Collections.shuffle(names, new Random(random.between(0, 1_000_000)));
        ObjectNode other = object(names);

        assertThat(CanonicalJson.digest(other)).isEqualTo(CanonicalJson.digest(one));
        assertThat(CanonicalJson.text(GovernanceEval.tree(CanonicalJson.text(one))))
                .isEqualTo(CanonicalJson.text(one));
    }

    private static ObjectNode object(List<String> names) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        names.forEach(
                name -> object.put(name, name.length()).putObject(name + "x").put("in", name));
        return object;
    }
}
