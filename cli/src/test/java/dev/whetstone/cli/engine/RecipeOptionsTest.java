package dev.whetstone.cli.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whetstone.cli.CommandFailure;
import dev.whetstone.engine.adapter.LoraSettings;
import dev.whetstone.engine.adapter.TargetModules;
import dev.whetstone.engine.train.LoraRecipe;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

import java.util.List;
import java.util.Map;

class RecipeOptionsTest {

    @Test
    void whatIsNotGivenIsAsInTheDefaults() {
        assertThat(options().recipe(7)).isEqualTo(LoraRecipe.defaults());
    }

    @Test
    void epochsAreANumberOrFollowFromTheRows() {
        assertThat(options("--epochs", "4").recipe(7).epochs()).isEqualTo(4);
        assertThat(options("--epochs", "auto").recipe(7).epochs()).isEqualTo(14);
        assertThat(options("--epochs", "auto").recipe(20_000).epochs()).isEqualTo(1);
        assertThatThrownBy(() -> options("--epochs", "many").recipe(7))
                .isInstanceOf(CommandFailure.class)
                .hasMessage("--epochs is many: it must be a whole number or auto");
    }

    @Test
    void theLearningRateIsMultiplied() {
        LoraRecipe recipe = options("--learning-rate", "0.002", "--learning-rate-multiplier", "0.5")
                .recipe(7);

        assertThat(recipe.optimizer().learningRate()).isEqualTo(0.001);
        for (String wrong : new String[] {"0", "-1", "NaN", "Infinity"}) {
            assertThatThrownBy(
                            () -> options("--learning-rate-multiplier", wrong).recipe(7))
                    .isInstanceOf(CommandFailure.class)
                    .hasMessageContaining("it must be positive");
        }
    }

    @Test
    void theAdapterIsNamedBySettings() {
        LoraSettings settings = options(
                        "--rank",
                        "8",
                        "--targets",
                        "q_proj,layers.0.mlp.up_proj",
                        "--rank-pattern",
                        "q_proj=4,up_proj=2",
                        "--alpha-pattern",
                        "(gate|up)_proj=3.5",
                        "--rslora")
                .recipe(7)
                .lora();

        assertThat(settings.rank()).isEqualTo(8);
        assertThat(settings.alpha()).isEqualTo(32);
        assertThat(settings.targets()).isEqualTo(TargetModules.named(List.of("q_proj", "layers.0.mlp.up_proj")));
        assertThat(settings.rankPattern()).isEqualTo(Map.of("q_proj", 4, "up_proj", 2));
        assertThat(settings.alphaPattern()).isEqualTo(Map.of("(gate|up)_proj", 3.5));
        assertThat(settings.rslora()).isTrue();
        assertThat(options("--lora-plus-ratio", "16").recipe(7).optimizer().loraPlusRatio())
                .isEqualTo(16);
    }

    @Test
    void targetsAreNamesAPatternOrAll() {
        assertThat(targets("all-linear")).isEqualTo(new TargetModules.AllLinear());
        assertThat(targets(".*\\.layers\\.[01]\\..*_proj"))
                .isEqualTo(new TargetModules.Matching(".*\\.layers\\.[01]\\..*_proj"));
        assertThat(targets("mlp.up_proj")).isEqualTo(TargetModules.named(List.of("mlp.up_proj")));
        assertThatThrownBy(() -> targets("q_proj,lm_head"))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("target lm_head is not a linear layer");
        assertThatThrownBy(() -> targets("(?i).*")).hasMessageContaining("targets is (?i).*: it uses more");
    }

    @Test
    void anAdapterToGoOnFromSaysWhatNoOptionSays() {
        LoraSettings found = new LoraSettings(
                3, 5, 0.1, new TargetModules.AllLinear(), Map.of("q_proj", 2), Map.of("q_proj", 1.0), true);

        assertThat(options().recipe(7, found).lora()).isEqualTo(found);
        assertThat(options("--rank", "4").recipe(7, found).lora())
                .isEqualTo(
                        new LoraSettings(4, 5, 0.1, found.targets(), found.rankPattern(), found.alphaPattern(), true));
    }

    private static TargetModules targets(String text) {
        return options("--targets", text).recipe(7).lora().targets();
    }

    private static RecipeOptions options(String... arguments) {
        return CommandLine.populateCommand(new RecipeOptions(), arguments);
    }
}
