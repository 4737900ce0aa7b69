package dev.whetstone.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.List;

class LoraRecipeTest {

    @Test
    void goesThroughJsonUnchanged() throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        LoraRecipe recipe = LoraRecipe.defaults();

        assertThat(mapper.readValue(mapper.writeValueAsBytes(recipe), LoraRecipe.class))
                .isEqualTo(recipe);
        assertThat(recipe.scale()).isEqualTo(2);
        assertThat(recipe.targets()).hasSize(7);
    }

    @Test
    void settingsThatMakeNoSenseAreNamed() {
        assertThatThrownBy(() -> recipe(0, 0.1, "linear", "q_proj")).hasMessageStartingWith("rank is 0:");
        assertThatThrownBy(() -> recipe(4, 1, "linear", "q_proj")).hasMessageStartingWith("dropout is 1.0:");
        assertThatThrownBy(() -> recipe(4, 0, "steps", "q_proj")).hasMessageStartingWith("schedule is steps:");
        assertThatThrownBy(() -> recipe(4, 0, "linear", "lm_head")).hasMessageStartingWith("target lm_head is not");
    }

    private static LoraRecipe recipe(int rank, double dropout, String schedule, String target) {
        return new LoraRecipe(rank, 8, dropout, List.of(target), 1e-3, schedule, 0, 0, 1, 1, 1, 1, 0, 64, 1);
    }
}
