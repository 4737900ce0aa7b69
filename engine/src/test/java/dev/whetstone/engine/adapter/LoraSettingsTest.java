package dev.whetstone.engine.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What cannot be served, or is not clear, is refused by its name before anything is trained. */
class LoraSettingsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                ".*head;             it matches lm_head, which cannot be served with an adapter",
                ".*;                 it matches lm_head",
                ".*embed.*|.*q_proj; it matches model.embed_tokens",
                ".*\\.mlp;           it matches model.layers.0.mlp, which cannot be served",
                ".*norm;             it matches model.norm",
                "q_proj;             it matches no linear layer, such as model.layers.0.self_attn.q_proj; the whole path has to match",
                ".*\\.experts\\..*;  it matches no linear layer",
                "(;                  it is no regular expression",
                "*q_proj;            it is no regular expression",
                ".*q_proj{2};        it uses more of regular expressions than",
                "(?P<a>q)_proj;      it uses more of regular expressions than",
                "(?i).*q_proj;       it uses more of regular expressions than",
                "(?<=a)q_proj;       it uses more of regular expressions than",
                ".*q_proj++;         it uses more of regular expressions than",
                "[[:alpha:]]+_proj;  it uses more of regular expressions than",
                "(q)_proj\\1;        it uses more of regular expressions than"
            })
    void patternsThatMeanMoreThanLinearLayersAreRefused(String pattern, String message) {
        assertThatThrownBy(() -> layout(new LoraSettings(4, 8, 0, TargetModules.of(pattern))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("targets is " + pattern)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lm_head", "self_attn", "embed_tokens", "proj", "layers.x.self_attn.q_proj", ""})
    void namesThatAreNoLinearLayersAreRefused(String name) {
        assertThatThrownBy(() -> TargetModules.named(List.of("q_proj", name)))
                .hasMessageStartingWith("target " + name + " is not a linear layer of this architecture: use [q_proj");
    }

    @Test
    void aLayerThatTheBaseDoesNotHaveIsRefused() {
        LoraSettings settings = new LoraSettings(
                4, 8, 0, TargetModules.named(List.of("layers.11.mlp.up_proj", "layers.12.mlp.up_proj")));

        assertThatThrownBy(() -> layout(settings))
                .hasMessage("target layers.12.mlp.up_proj is not there in a base of 12 layers");
    }

    /** A pattern may come from a stranger's adapter. */
    @ParameterizedTest
    @ValueSource(strings = {"(a+)+$", "(([a-z.]+)+)+x", "((((.*)*)*)*)*x", "(.|m|o|d)*(.|e|l)*(.|\\w)*(.|_)*!?x"})
    @Timeout(5)
    void aPatternThatTakesForEverIsRefusedSoon(String pattern) {
        assertThatThrownBy(() -> layout(new LoraSettings(4, 8, 0, TargetModules.of(pattern))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> layout(withRanks(Map.of(pattern, 2)))).isInstanceOf(IllegalArgumentException.class);
    }

    /** Every module of every layer is held against it, and again for each adapter. */
    @Test
    @Timeout(5)
    void aPatternIsCompiledOnceAndNotForEachModule() {
        TargetModules targets = TargetModules.of("x_proj|".repeat(140) + ".*q_proj");

        for (int i = 0; i < 200_000; i++) {
            assertThat(targets.matches("q_proj")).isTrue();
        }
    }

    @Test
    void patternsAreEqualByTheirText() {
        assertThat(TargetModules.of(".*q_proj"))
                .isEqualTo(TargetModules.of(".*q_proj"))
                .hasSameHashCodeAs(TargetModules.of(".*q_proj"))
                .isNotEqualTo(TargetModules.of(".*v_proj"));
    }

    @Test
    void aPatternIsNotLongerThanAPageOfText() {
        assertThatThrownBy(() -> TargetModules.of("q|".repeat(501)))
                .hasMessageContaining("it has 1002 characters: use 1 to 1000");
    }

    @Test
    void keysThatDisagreeAboutAModuleAreRefusedInTraining() {
        Map<String, Integer> ranks = new LinkedHashMap<>();
        ranks.put("q_proj", 2);
        ranks.put("layers.3.self_attn.q_proj", 16);
        ranks.put("attn.k_proj", 3);

        assertThatThrownBy(() -> layout(withRanks(ranks)))
                .hasMessageContaining("rankPattern has the key attn.k_proj, which is the end of no module's path");
        ranks.remove("attn.k_proj");
        assertThatThrownBy(() -> layout(withRanks(ranks)))
                .hasMessageContaining("rankPattern gives model.layers.3.self_attn.q_proj two values, by the keys"
                        + " [q_proj, layers.3.self_attn.q_proj]");
        ranks.put("q_proj", 16);
        assertThat(layout(withRanks(ranks)).rank(3, LoraTarget.Q_PROJ)).isEqualTo(16);
    }

    @Test
    void valuesThatMakeNoSenseAreNamed() {
        assertThatThrownBy(() -> withRanks(Map.of("q_proj", 0)))
                .hasMessage("rankPattern.q_proj is 0: it must be a rank between 1 and 4096");
        assertThatThrownBy(() -> withRanks(Map.of("q_proj{3}", 2)))
                .hasMessageStartingWith("rankPattern has the key q_proj{3}: it uses more of regular expressions than");
        assertThatThrownBy(() -> new LoraSettings(
                        4, 8, 0, new TargetModules.AllLinear(), Map.of(), Map.of("q_proj", Double.NaN), false))
                .hasMessage("alphaPattern.q_proj is NaN: it must be a positive alpha");
        assertThatThrownBy(() -> new LoraSettings(4, 0, 0, new TargetModules.AllLinear()))
                .hasMessageStartingWith("alpha is 0.0:");
    }

    private static LoraSettings withRanks(Map<String, Integer> ranks) {
        return new LoraSettings(4, 8, 0, new TargetModules.AllLinear(), ranks, Map.of(), false);
    }

    private static LoraLayout layout(LoraSettings settings) {
        return LoraLayout.planned(settings, AdapterSettingsParityTest.tiny());
    }
}
