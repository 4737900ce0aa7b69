package dev.whetstone.system.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExpressionTest {

    @Test
    void namesAreTheSeriesAndNeitherFunctionsNorLabels() {
        Expression expression = new Expression("a", """
                sum by (job) (increase(one_total{job=~"a|b{2}", reason!="x"}[5m] offset 15m)) > 0.5
                and on (job) max without (instance) (job:two:max) unless absent(up{job="c"}) or vector(0)""");

        assertThat(expression.names()).containsExactly("job:two:max", "one_total", "up");
        assertThat(expression.labels()).containsExactly("instance", "job", "reason");
    }

    @Test
    void grafanasVariablesAreFilledIn() {
        Expression expression =
                new Expression("a", "rate(one_total{task=~\"$task\"}[$__rate_interval]) / increase(two[$__range])");

        assertThat(expression.plain()).isEqualTo("rate(one_total{task=~\".*\"}[1m]) / increase(two[1h])");
    }
}
