package dev.whetstone.engine.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.Map;

/** A template comes with a model from anywhere: whatever it does, it ends, and with an error that says why. */
@Timeout(20)
class TemplateLimitsTest {

    private static final Limits SMALL = new Limits(100_000, 50_000, Duration.ofSeconds(5));
    private static final String NESTED_LOOPS = "{% for a in range(1000) %}{% for b in range(1000) %}"
            + "{% for c in range(1000) %}{% for d in range(1000) %}{% endfor %}{% endfor %}{% endfor %}{% endfor %}";

    @Test
    void loopsOfTenToTheTwelveStepsRunOutOfSteps() {
        assertThatThrownBy(() -> render(NESTED_LOOPS, SMALL))
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining("100000 steps");
    }

    @Test
    void loopsRunOutOfTimeWhenStepsAreMany() {
        Limits patient = new Limits(Long.MAX_VALUE / 2, 50_000, Duration.ofMillis(50));
        assertThatThrownBy(() -> render(NESTED_LOOPS, patient))
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining("50 ms");
    }

    @Test
    void doublingAStringRunsOutOfCharacters() {
        String doubling = "{% set ns = namespace(s='0123456789') %}{% for i in range(60) %}"
                + "{% set ns.s = ns.s + ns.s %}{% endfor %}";
        assertThatThrownBy(() -> render(doubling, SMALL)).hasMessageContaining("50000 characters");
    }

    @Test
    void doublingAListRunsOutOfSteps() {
        String doubling =
                "{% set ns = namespace(s=[1]) %}{% for i in range(60) %}{% set ns.s = ns.s + ns.s %}{% endfor %}";
        assertThatThrownBy(() -> render(doubling, SMALL)).hasMessageContaining("steps");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ 'x' * 1000000000000 }}",
                "{{ 'x' * 10000000 }}",
                "{{ '%1000000000d' % 1 }}",
                "{{ '%.999999999f' % 1.5 }}",
                "{{ range(1000000000) }}",
                "{{ range(-2000000000, 2000000000) }}",
                "{{ 9 ** 9 ** 9 ** 9 }}",
                "{{ 9223372036854775807 + 1 }}",
                "{{ 99999999999999999999 }}",
                "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
                "{% macro f() %}{{ g() }}{% endmacro %}{% macro g() %}{{ f() }}{% endmacro %}{{ f() }}",
                "{% for a in range(10) recursive %}{{ loop(a) }}{% endfor %}",
                "{% for c in 'x' * 40000 %}{% for d in 'x' * 40000 %}{{ c }}{% endfor %}{% endfor %}",
                "{% set ns = namespace(l=range(9000)|list) %}{% for i in range(99) %}{{ 10001 in ns.l }}{% endfor %}",
            })
    void whatGrowsWithoutEndIsStopped(String template) {
        assertThatThrownBy(() -> render(template, SMALL)).isInstanceOf(TemplateException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{% include 'secret.txt' %}",
                "{% extends 'base' %}",
                "{% import 'x' as x %}",
                "{% from 'x' import y %}",
                "{% call f() %}{% endcall %}",
                "{{ ''.__class__.__mro__ }}",
                "{{ ''['__class__'] }}",
                "{{ x.__init__ }}",
                "{{ x.getClass() }}",
                "{{ x.class.forName('java.lang.Runtime') }}",
                "{{ x|map(attribute='__class__')|list }}",
                "{{ x.format('a') }}",
                "{{ self.__init__ }}",
                "{{ lipsum() }}",
                "{{ x|attr('y') }}",
                "{{ x|pprint }}",
                "{{ [].append(1) }}",
                "{{ {}.update({}) }}",
                "{% set x.y = 1 %}",
                "{% do x %}",
                "{% autoescape true %}{% endautoescape %}",
            })
    void whatATemplateMayNotUseIsAnError(String template) {
        assertThatThrownBy(() -> render(template, SMALL))
                .isInstanceOf(TemplateException.class)
                .hasMessageStartingWith("chat template, line 1: ");
    }

    @Test
    void tenThousandParenthesesAreRefused() {
        String nested = "{{ " + "(".repeat(10_000) + "1" + ")".repeat(10_000) + " }}";
        assertThatThrownBy(() -> Template.parse(nested)).hasMessageContaining("nested deeper than");
    }

    @ParameterizedTest
    @ValueSource(strings = {"not ", "-", "[", "{1:", "x[", "f("})
    void deepNestingOfAnyKindIsRefused(String opening) {
        assertThatThrownBy(() -> Template.parse("{{ " + opening.repeat(10_000))).isInstanceOf(TemplateException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"|trim", "+ 1", ".a", " and x", "['a']", " == 1", " if x", "~ 'a'", "()", " is none"})
    void longChainsAreRefused(String link) {
        assertThatThrownBy(() -> Template.parse("{{ x " + link.repeat(10_000) + " }}"))
                .isInstanceOf(TemplateException.class);
    }

    @Test
    void deepBlocksAreRefused() {
        assertThatThrownBy(() -> Template.parse("{% if x %}".repeat(5_000))).hasMessageContaining("nested deeper");
        assertThatThrownBy(() -> Template.parse("{% if x %}" + "{% elif x %}".repeat(5_000) + "{% endif %}"))
                .hasMessageContaining("nested deeper");
    }

    @Test
    void aLiteralOfOneMegabyteIsRefused() {
        assertThatThrownBy(() -> Template.parse("{{ '" + "x".repeat(1 << 20) + "' }}"))
                .hasMessageContaining("characters");
    }

    @Test
    void anErrorNamesTheLine() {
        assertThatThrownBy(() -> render("a\nb\n{{ nope.field }}", SMALL))
                .hasMessage("chat template, line 3: 'nope' is not defined");
    }

    @Test
    void theMessageOfRaiseExceptionIsKept() {
        assertThatThrownBy(() -> render("{{ raise_exception('Roles must alternate') }}", SMALL))
                .isInstanceOfSatisfying(
                        TemplateException.class, e -> assertThat(e.reason()).isEqualTo("Roles must alternate"));
    }

    @Test
    void aChatOfAMillionCharactersFitsTheDefaults() {
        String said = "word ".repeat(200_000);
        Text text = Template.parse("{% for i in range(4) %}{{ '<|x|>' + said|trim }}{% endfor %}")
                .render(Map.of("said", said), Limits.DEFAULT);
        assertThat(text.length()).isEqualTo(4 * (5 + 999_999));
    }

    private static Text render(String template, Limits limits) {
        return Template.parse(template).render(Map.of("x", Map.of("a", "b")), limits);
    }
}
