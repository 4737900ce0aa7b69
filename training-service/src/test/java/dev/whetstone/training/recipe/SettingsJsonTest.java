package dev.whetstone.training.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.whetstone.engine.train.TrainingMethod;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;

class SettingsJsonTest {

    @Test
    void whatIsNotGivenHasADefault() {
        TrainingSettings settings = read("{}");

        assertThat(settings.seeds()).containsExactly(1L);
        assertThat(settings.recipe().rank()).isEqualTo(16);
        assertThat(settings.retraining()).isEqualTo(RetrainingPolicy.DEFAULT);
    }

    @Test
    void readsWhatATaskPackSays() {
        TrainingSettings settings = read("""
                {"recipe": {"rank": 8, "alpha": 16, "learning_rate": 0.001, "batch_size": 2}, "seeds": [3, 4],
                 "retraining": {"debounce": "5s", "cooldown": "2m", "daily_cap": 4, "alert_trains_again": true}}
                """);

        assertThat(settings.recipe().rank()).isEqualTo(8);
        assertThat(settings.recipe().learningRate()).isEqualTo(0.001);
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
