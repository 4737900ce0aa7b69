package dev.whetstone.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.whetstone.engine.adapter.LoraSettings;
import dev.whetstone.engine.adapter.LoraTarget;
import dev.whetstone.engine.adapter.TargetModules;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.List;
import java.util.Map;

class LoraRecipeTest {

    @Test
    void goesThroughJsonUnchanged() throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        LoraRecipe recipe = LoraRecipe.defaults();

        assertThat(mapper.readValue(mapper.writeValueAsBytes(recipe), LoraRecipe.class))
                .isEqualTo(recipe);
        assertThat(recipe.lora().targets()).isEqualTo(TargetModules.named(LoraTarget.names()));
    }

    /** Of tasks, run specs and receipts from before there were others. */
    @Test
    void aRecipeOfAnEarlierVersionSaysTheSame() throws IOException {
        String earlier = """
                {"rank":16,"alpha":32.0,"dropout":0.0,"targets":["q_proj","k_proj","v_proj","o_proj","gate_proj","up_proj","down_proj"],\
                "learningRate":0.001,"schedule":"linear","warmupShare":0.05,"weightDecay":0.0,"clipNorm":1.0,"epochs":3,"batchSize":4,\
                "evaluateEverySteps":10,"patience":3,"minimumChange":0.0,"maxTokens":2048,"probeRows":16,"probeTokens":32,"seed":1,\
                "method":{"type":"supervised"}}""";
        ObjectMapper strict = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);

        assertThat(strict.readValue(earlier, LoraRecipe.class)).isEqualTo(LoraRecipe.defaults());
        assertThat(strict.writeValueAsString(LoraRecipe.defaults())).isEqualTo(earlier);
    }

    @Test
    void settingsOfAdapterAndOptimizerGoThroughJson() throws IOException {
        LoraRecipe recipe = LoraRecipe.defaults()
                .withLora(new LoraSettings(
                        8,
                        16,
                        0.1,
                        TargetModules.of(".*\\.layers\\.[01]\\..*_proj"),
                        Map.of("q_proj", 4),
                        Map.of("down_proj", 3.5),
                        true))
                .withOptimizer(new OptimizerSettings(1e-4, "cosine", 0, 0.01, 1, 16.0));
        ObjectMapper mapper = JsonMapper.builder()
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .build();
        JsonNode json = mapper.valueToTree(recipe);

        assertThat(json.path("targets").asText()).isEqualTo(".*\\.layers\\.[01]\\..*_proj");
        assertThat(json.at("/rank_pattern/q_proj").asInt()).isEqualTo(4);
        assertThat(json.at("/alpha_pattern/down_proj").asDouble()).isEqualTo(3.5);
        assertThat(json.path("rslora").asBoolean()).isTrue();
        assertThat(json.path("lora_plus_ratio").asDouble()).isEqualTo(16);
        assertThat(mapper.treeToValue(json, LoraRecipe.class)).isEqualTo(recipe);
        assertThat(mapper.readValue("\"all-linear\"", TargetModules.class)).isEqualTo(new TargetModules.AllLinear());
    }

    @Test
    void settingsThatMakeNoSenseAreNamed() {
        assertThatThrownBy(() -> recipe(0, 0.1, "linear", "q_proj")).hasMessageStartingWith("rank is 0:");
        assertThatThrownBy(() -> recipe(4, 1, "linear", "q_proj")).hasMessageStartingWith("dropout is 1.0:");
        assertThatThrownBy(() -> recipe(4, 0, "steps", "q_proj")).hasMessageStartingWith("schedule is steps:");
        assertThatThrownBy(() -> recipe(4, 0, "linear", "lm_head")).hasMessageStartingWith("target lm_head is not");
    }

    @Test
    void ratiosAndRanksThatMakeNoSenseAreNamed() {
        assertThatThrownBy(() -> new OptimizerSettings(1e-3, "linear", 0, 0, 1, 0.0))
                .hasMessage("loraPlusRatio is 0.0: it must be positive");
        LoraSettings wide =
                new LoraSettings(8, 16, 0, new TargetModules.AllLinear(), Map.of("q_proj", 1025), Map.of(), false);
        assertThatThrownBy(() -> LoraRecipe.defaults().withLora(wide))
                .hasMessage("rankPattern.q_proj is 1025: it must be between 1 and 1024");
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
