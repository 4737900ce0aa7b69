package dev.whetstone.cli.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whetstone.cli.CommandFailure;
import dev.whetstone.engine.train.LoraRecipe;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

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

        assertThat(recipe.learningRate()).isEqualTo(0.001);
        for (String wrong : new String[] {"0", "-1", "NaN", "Infinity"}) {
            assertThatThrownBy(
                            () -> options("--learning-rate-multiplier", wrong).recipe(7))
                    .isInstanceOf(CommandFailure.class)
                    .hasMessageContaining("it must be positive");
        }
    }

    private static RecipeOptions options(String... arguments) {
        return CommandLine.populateCommand(new RecipeOptions(), arguments);
    }
}
