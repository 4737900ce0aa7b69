package dev.whetstone.gateway.proposal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;

class ProposalsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<tool_call>{\"name\": \"pay\"}</tool_call>",
                "[TOOL_CALLS] [{\"x\": 1}]",
                "I will do it.\n{\"name\": \"pay\", \"arguments\": {\"amount\": 5}}",
                "{\"tool_calls\": [{\"id\": \"1\"}]}",
                "{\"toolCalls\": []}",
                "{\"function\": {\"name\": \"pay\"}, \"parameters\": {\"amount\"",
                "{'name': 'pay', 'arguments': {}}",
                "<function=pay>{}</function>",
                "wallet.send(to=\"0xabc\", amount=5)",
                "send_payment(\"alice\", 5);"
            })
    void whatLooksLikeAToolCallIsMarked(String output) {
        assertThat(Proposals.in(output)).contains(Proposal.TOOL_CALL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"to\": \"0xabc\", \"value\": \"1000\"}",
                "{\"recipient\": \"alice\", \"amount\": 3}",
                "{\"calldata\": \"0x\"}",
                "{\"raw_transaction\": \"00\"}",
                "call eth_sendTransaction with these fields",
                "{\"to\": \"0xabc\", \"data\": \"0xa9059cbb"
            })
    void whatLooksLikeATransactionIsMarked(String output) {
        assertThat(Proposals.in(output)).contains(Proposal.TRANSACTION);
    }

    @Test
    void rawTransactionBytesAreMarkedAndAHashIsNot() {
        assertThat(Proposals.in("0x" + "ab".repeat(110))).containsExactly(Proposal.TRANSACTION);
        assertThat(Proposals.in("0x" + "ab".repeat(32))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "The treasury pays 5 ETH to Alice (as the vote decided).",
                "{\"summary\": \"Move funds\", \"risks\": [{\"category\": \"treasury\", \"source\": \"[1]\"}],"
                        + " \"open_questions\": [\"who signs?\"], \"sources\": [\"[1]\"]}",
                "{\"name\": \"Alice\"} and elsewhere {\"parameters\": 3}",
                "f(x) = 2x"
            })
    void ordinaryTextIsNotMarked(String output) {
        assertThat(Proposals.in(output)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "{\"a\":", "\"", "<", "a_(", "{}"})
    void hostileTextIsReadInLinearTime(String piece) {
        String output = piece.repeat(1_000_000 / piece.length());

        assertTimeout(Duration.ofSeconds(2), () -> Proposals.in(output));
    }
}
