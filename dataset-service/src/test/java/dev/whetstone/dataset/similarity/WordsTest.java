package dev.whetstone.dataset.similarity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WordsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "THE TREASURY pays 5 ETH",
                "The  treasury,\npays: 5 ETH!",
                "The tre\u200Basury pays 5 E\u00ADTH",
                "Ｔｈｅ treasury pays ５ ETH",
                "The tréasury päys 5 ETH",
                "The trеаsurу рауs 5 ЕТН"
            })
    void caseFormsMarksAndLookAlikesMakeNoDifference(String text) {
        assertThat(Words.hashes(text)).isEqualTo(Words.hashes("the treasury pays 5 eth"));
    }

    @Test
    void numbersAndSignsDo() {
        assertThat(Words.hashes("pay 5 ETH")).isNotEqualTo(Words.hashes("pay 6 ETH"));
        assertThat(Words.hashes("2 + 3")).isNotEqualTo(Words.hashes("2 < 3"));
        assertThat(Words.hashes("🙂")).isNotEqualTo(Words.hashes("🙁"));
    }

    @Test
    void scriptsWithoutSpacesHaveAWordACharacter() {
        assertThat(Words.hashes("提案は可決")).hasSize(5);
    }

    @Test
    void aKeyMindsPunctuationButNotSpacesAndCase() {
        assertThat(Words.key("Is  it\nso? ")).isEqualTo(Words.key("is it so?"));
        assertThat(Words.key("2-3")).isNotEqualTo(Words.key("2/3"));
    }
}
