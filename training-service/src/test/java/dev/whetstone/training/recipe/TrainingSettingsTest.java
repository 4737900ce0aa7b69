package dev.whetstone.training.recipe;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.junit.jupiter.api.Test;

import java.util.Arrays;

class TrainingSettingsTest {

    /** A body of {@code {"seeds": [1, null]}} becomes such a list. */
    @Test
    void aSeedThatIsNullIsRefusedByName() {
        TrainingSettings usual = SettingsJson.read(JsonNodeFactory.instance.objectNode());

        assertThatThrownBy(() -> new TrainingSettings(usual.recipe(), Arrays.asList(1L, null), usual.retraining()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("seeds: expected 1 to 16 different numbers, but got [1, null]");
    }
}
