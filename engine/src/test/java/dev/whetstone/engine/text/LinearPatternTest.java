package dev.whetstone.engine.text;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinearPatternTest {

    /** Of Llama 3, Qwen 2, GPT-4, GPT-4o, DeepSeek, Falcon, Bloom and their like. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*"
                        + "|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
                "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
                "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?+\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]++[\\r\\n]*"
                        + "|\\s*[\\r\\n]|\\s+(?!\\S)|\\s+",
                "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+"
                        + "(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
                        + "|[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*"
                        + "(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
                        + "|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
                "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+"
                        + "| ?[\\p{P}\\p{S}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
                "[\\r\\n]",
                "\\s?\\p{L}+",
                "[一-龥\\x{3040}-\\u30ff]+",
                " ?[^(\\s|[.,!?…。，、।۔،])]+",
                "[a-z&&[^x]]+",
            })
    void patternsInUseAreLetThrough(String pattern) {
        assertThatCode(() -> LinearPattern.require(pattern)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(a+)+$",
                "(a|aa)+$",
                "(a*)*b",
                "(?:a|a)*?b",
                "a*a*b",
                "\\s+\\s+\\S",
                "(x+x+)y",
                "(?=a*a*a*b)a",
                "a*(?:a*b)c",
                "(?:a*a*)?b",
                "(?:a?){30}a{30}b",
                "a?a?a?a?a?a?a?a?a?a?aaaaaaaaaab",
                "a{0,900}a{0,900}b",
                "a{1,3}+b",
                "(a*)\\1b",
                "(?<n>a)\\g<n>",
                "(?~a)",
                "(a)(?(1)b|c)",
                "\\s*a|\\s*b|\\s*c|\\s*d|\\s*e",
            })
    void whatMayGoBackOverATextAgainAndAgainIsRefused(String pattern) {
        assertThatThrownBy(() -> LinearPattern.require(pattern)).isInstanceOf(LinearPattern.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"(a", "a)", "[a", "a\\", "*a", "a**", "a{x}", "\\p{L", "(?P<n>a)", "a{99999}"})
    void brokenPatternsAreRefused(String pattern) {
        assertThatThrownBy(() -> LinearPattern.require(pattern)).isInstanceOf(LinearPattern.Refused.class);
    }

    @Test
    void deepAndLongPatternsAreRefused() {
        assertThatThrownBy(() -> LinearPattern.require("(".repeat(100))).hasMessageContaining("nested deeper than 8");
        assertThatThrownBy(() -> LinearPattern.require("[".repeat(100))).hasMessageContaining("nested deeper than 8");
        assertThatThrownBy(() -> LinearPattern.require("a".repeat(20_000)))
                .hasMessageContaining("20000 characters, more than the 10000 allowed");
    }
}
