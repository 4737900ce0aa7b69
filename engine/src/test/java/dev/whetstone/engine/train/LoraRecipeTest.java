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

    @Test
    void settingsOfPatienceAndProbeThatMakeNoSenseAreNamed() {
        assertThatThrownBy(() -> recipe(-0.1, 8, 32)).hasMessageStartingWith("minimumChange is -0.1:");
        assertThatThrownBy(() -> recipe(Double.NaN, 8, 32)).hasMessageStartingWith("minimumChange is NaN:");
        assertThatThrownBy(() -> recipe(0, -1, 32)).hasMessageStartingWith("probeRows is -1:");
        assertThatThrownBy(() -> recipe(0, 8, 7)).hasMessageStartingWith("probeTokens is 7: it must be at least 8");
        assertThat(recipe(0, 0, 0).probeRows()).isZero();
    }

    private static LoraRecipe recipe(int rank, double dropout, String schedule, String target) {
        return new LoraRecipe(rank, 8, dropout, List.of(target), 1e-3, schedule, 0, 0, 1, 1, 1, 1, 0, 0, 64, 0, 8, 1);
    }

    private static LoraRecipe recipe(double minimumChange, int probeRows, int probeTokens) {
        return new LoraRecipe(
                4,
                8,
                0,
                List.of("q_proj"),
                1e-3,
                "linear",
                0,
                0,
                1,
                1,
                1,
                1,
                2,
                minimumChange,
                64,
                probeRows,
                probeTokens,
                1);
    }
}
