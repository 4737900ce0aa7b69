package dev.whetstone.evaluation.regression;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExchangeTest {
    @Test
    void itemHasTheInputAndNoReference() {
        Exchange exchange = Exchange.read(
                "{\"messages\":[{\"role\":\"user\",\"content\":\"q\"}],\"output\":\"a\"}".getBytes(UTF_8));

        assertThat(exchange.output()).isEqualTo("a");
        assertThat(exchange.item("r").input()).hasSize(1);
        assertThat(exchange.item("r").reference()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{\"messages\":[]}",
                "{\"output\":1}",
                "{\"messages\":[{\"role\":\"boss\",\"content\":\"secret\"}],\"output\":\"a\"}"
            })
    void whatIsNoExchangeIsRefusedWithoutQuotingIt(String json) {
        assertThatThrownBy(() -> Exchange.read(json.getBytes(UTF_8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("secret");
    }
}
