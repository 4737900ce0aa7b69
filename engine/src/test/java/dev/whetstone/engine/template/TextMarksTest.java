package dev.whetstone.engine.template;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Map;

/** Strings remember which characters a user wrote. In the expectation those stand as they are and all others as a dot. */
class TextMarksTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '`',
            value = {
                "{{ 'T' + u + 'T' }} # .USER.",
                "{{ 'T' ~ u ~ 1 }} # .USER.",
                "{{ (' T' + u + ' ')|trim }} # .USER",
                "{{ ('T' + u + 'T')[1:3] }} # US",
                "{{ ('T' + u)[::-1] }} # RESU.",
                "{{ 'a-b'.replace('-', u) }} # .USER.",
                "{{ u.replace('S', '--') }} # U..ER",
                "{{ ('x' + u + ',y').split(',')[0] }} # .USER",
                "{{ [u, 'T']|join('+') }} # USER..",
                "{{ u.join(['a', 'b']) }} # .USER.",
                "{{ '<%s>' % u }} # .USER.",
                "{{ {'k': u}|tojson }} # ......`\"USER\"`.",
                "{{ u|upper }}{{ 'T'|upper }} # USER.",
                "{{ u|lower }} # user",
                "{{ ('T' + u)|title }} # Tuser",
                "{{ ('T' + u)|string }} # .USER",
                "{% set v %}T{{ u }}{% endset %}{{ v }} # .USER",
                "{% macro m(p) %}T{{ p }}{% endmacro %}{{ m(u) }} # .USER",
                "{% for c in u %}{{ c }}-{% endfor %} # U.S.E.R.",
                "{{ 'T' if u == 'USER' else 'F' }} # .",
                "{{ u * 2 }} # USERUSER",
                "{{ u|default('T') }}{{ nope|default('T') }} # USER.",
                "{{ u|indent(1, true) }} # .USER",
            })
    void marksFollowTheCharacters(String template, String expected) {
        Text text = Template.parse(template.strip()).render(Map.of("u", "USER"), Limits.DEFAULT);
        assertThat(shown(text)).isEqualTo(expected.strip().replace("`", ""));
    }

    @Test
    void aTokenPutTogetherFromBothSidesIsNotTrusted() {
        Text text = Text.trusted("<|im_").plus(Text.untrusted("start|>"));
        assertThat(text.value()).isEqualTo("<|im_start|>");
        assertThat(text.isTrusted(0, text.length())).isFalse();
        assertThat(text.isTrusted(0, 5)).isTrue();
    }

    @Test
    void anEmptyAnswerFromOutsideLeavesNoMark() {
        assertThat(Text.untrusted("").isTrusted()).isTrue();
    }

    private static String shown(Text text) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            shown.append(text.isTrusted(i, i + 1) ? '.' : text.value().charAt(i));
        }
        return shown.toString();
    }
}
