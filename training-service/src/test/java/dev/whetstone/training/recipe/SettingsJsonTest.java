package dev.whetstone.training.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.whetstone.contracts.Digest;
import dev.whetstone.engine.adapter.TargetModules;
import dev.whetstone.engine.train.LoraRecipe;
import dev.whetstone.engine.train.TrainingMethod;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.Map;

class SettingsJsonTest {

    /** Of the settings that are not given, as version 0.1 named them. */
    private static final Digest EARLIER =
            new Digest("sha256:c1d3133338565802926c159040f878f9d53440b3517b83f96117eb57c8d03706");

    @Test
    void whatIsNotGivenHasADefault() {
        TrainingSettings settings = read("{}");

        assertThat(settings.seeds()).containsExactly(1L);
        assertThat(settings.recipe().lora().rank()).isEqualTo(16);
        assertThat(settings.retraining()).isEqualTo(RetrainingPolicy.DEFAULT);
    }

    @Test
    void readsWhatATaskPackSays() {
        TrainingSettings settings = read("""
                {"recipe": {"rank": 8, "alpha": 16, "learning_rate": 0.001, "batch_size": 2}, "seeds": [3, 4],
                 "retraining": {"debounce": "5s", "cooldown": "2m", "daily_cap": 4, "alert_trains_again": true}}
                """);

        assertThat(settings.recipe().lora().rank()).isEqualTo(8);
        assertThat(settings.recipe().optimizer().learningRate()).isEqualTo(0.001);
        assertThat(settings.recipe().batchSize()).isEqualTo(2);
        assertThat(settings.seeds()).containsExactly(3L, 4L);
        assertThat(settings.retraining())
                .isEqualTo(new RetrainingPolicy(Duration.ofSeconds(5), Duration.ofMinutes(2), 4, true));
    }

    @Test
    void aMethodHasAType() {
        assertThat(read("{}").recipe().method()).isEqualTo(new TrainingMethod.Supervised());
        assertThat(method("{\"type\": \"supervised\"}")).isEqualTo(new TrainingMethod.Supervised());
        assertThat(method("{\"type\": \"dpo\", \"beta\": 0.3}")).isEqualTo(new TrainingMethod.Dpo(0.3));
        assertThat(method("{\"type\": \"dpo\"}")).isEqualTo(new TrainingMethod.Dpo(0.1));
        TrainingSettings dpo = read("{\"recipe\": {\"method\": {\"type\": \"dpo\", \"beta\": 0.3}}}");
        assertThat(SettingsJson.read(SettingsJson.write(dpo))).isEqualTo(dpo);
    }

    private static TrainingMethod method(String json) {
        return read("{\"recipe\": {\"method\": " + json + "}}").recipe().method();
    }

    @Test
    void settingsOfTheAdapterArePassedOn() {
        TrainingSettings settings = read("""
                {"recipe": {"targets": "all-linear", "rank_pattern": {"down_proj": 8}, "alpha_pattern": {"down_proj": 4},
                 "rslora": true, "lora_plus_ratio": 16}}
                """);

        assertThat(settings.recipe().lora().targets()).isEqualTo(new TargetModules.AllLinear());
        assertThat(settings.recipe().lora().rankPattern()).containsExactly(Map.entry("down_proj", 8));
        assertThat(settings.recipe().lora().alphaPattern()).containsExactly(Map.entry("down_proj", 4.0));
        assertThat(settings.recipe().lora().rslora()).isTrue();
        assertThat(settings.recipe().optimizer().loraPlusRatio()).isEqualTo(16);
        assertThat(SettingsJson.read(SettingsJson.write(settings))).isEqualTo(settings);
        assertThat(SettingsJson.digest(settings.recipe()))
                .isNotEqualTo(SettingsJson.digest(LoraRecipe.defaults()))
                .isNotEqualTo(SettingsJson.digest(
                        read("{\"recipe\": {\"targets\": \"all-linear\"}}").recipe()));
    }

    @Test
    void theOrderOfKeysIsNoPartOfTheName() {
        assertThat(ranks("{\"up_proj\": 4, \"q_proj\": 2}")).isEqualTo(ranks("{\"q_proj\": 2, \"up_proj\": 4}"));
    }

    private static Digest ranks(String pattern) {
        return SettingsJson.digest(
                read("{\"recipe\": {\"rank_pattern\": " + pattern + "}}").recipe());
    }

    /** What it trained before, it would train again under a new name. */
    @Test
    void aRecipeThatAnEarlierVersionStoredKeepsItsName() {
        String stored = """
                {"alpha":32.0,"batch_size":4,"clip_norm":1.0,"dropout":0.0,"epochs":3,"evaluate_every_steps":10,"learning_rate":0.001,\
                "max_tokens":2048,"method":{"type":"supervised"},"minimum_change":0.0,"patience":3,"probe_rows":16,"probe_tokens":32,\
                "rank":16,"schedule":"linear","seed":1,\
                "targets":["q_proj","k_proj","v_proj","o_proj","gate_proj","up_proj","down_proj"],"warmup_share":0.05,\
                "weight_decay":0.0}""";

        assertThat(read("{\"recipe\": " + stored + "}").recipe()).isEqualTo(LoraRecipe.defaults());
        assertThat(SettingsJson.digest(LoraRecipe.defaults())).isEqualTo(EARLIER);
    }

    @Test
    void whatWasWrittenIsReadBack() {
        TrainingSettings settings =
                read("{\"recipe\": {\"rank\": 8}, \"seeds\": [3], \"retraining\": {\"cooldown\": \"1d\"}}");

        assertThat(SettingsJson.read(SettingsJson.write(settings))).isEqualTo(settings);
    }

    @Test
    void aRecipeIsNamedByWhatItSays() {
        assertThat(SettingsJson.digest(read("{}").recipe()))
                .isEqualTo(
                        SettingsJson.digest(read("{\"recipe\": {\"rank\": 16}}").recipe()))
                .isNotEqualTo(
                        SettingsJson.digest(read("{\"recipe\": {\"rank\": 8}}").recipe()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"recipes\": {}}                              | training.recipes: unknown",
                "{\"recipe\": {\"ranks\": 8}}                   | recipe.ranks: unknown",
                "{\"recipe\": {\"rank\": 0}}                    | rank is 0",
                "{\"recipe\": {\"rank\": \"8\"}}                | rank",
                "{\"recipe\": {\"learning_rate\": -1}}          | learningRate is -1.0",
                "{\"recipe\": {\"method\": {\"type\": \"dpo\", \"beta\": 3}}} | beta is 3.0: it must be above 0 and at most 2",
                "{\"recipe\": {\"method\": {\"type\": \"ppo\"}}} | recipe.method",
                "{\"recipe\": {\"method\": {\"type\": \"dpo\", \"bta\": 1}}} | bta",
                "{\"recipe\": {\"targets\": [\"lm_head\"]}}      | target lm_head is not a linear layer",
                "{\"recipe\": {\"targets\": \"(\"}}              | targets is (: it is no regular expression",
                "{\"recipe\": {\"targets\": [1]}}              | targets holds 1: it must hold names of modules",
                "{\"recipe\": {\"rank_pattern\": {\"q_proj\": 0}}} | rankPattern.q_proj is 0",
                "{\"recipe\": {\"rank_pattern\": {\"q_proj\": 1.5}}} | rank_pattern",
                "{\"recipe\": {\"lora_plus_ratio\": 0}}         | loraPlusRatio is 0.0: it must be positive",
                "{\"recipe\": {\"rslora\": \"yes\"}}             | rslora",
                "{\"recipe\": {\"dora\": true}}                 | recipe.dora: expected false, but got true",
                "{\"recipe\": 5}                                | recipe: expected an object",
                "{\"seeds\": []}                                | seeds: expected 1 to 16",
                "{\"seeds\": [1, 1]}                            | seeds: expected 1 to 16",
                "{\"seeds\": [1.5]}                             | seeds: expected whole numbers",
                "{\"retraining\": {\"cooldown\": \"soon\"}}     | retraining.cooldown: expected a duration such as 30s, but got 'soon'",
                "{\"retraining\": {\"alert_trains_again\": 1}}  | retraining.alert_trains_again: expected true or false, but got 1",
                "{\"retraining\": {\"daily_cap\": -1}}          | retraining.daily_cap: expected at least 0, but got -1"
            })
    void namesWhatIsWrong(String json, String message) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    private static TrainingSettings read(String json) {
        try {
            return SettingsJson.read(new ObjectMapper().readTree(json));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
