package dev.whetstone.dataset.quality;

import static dev.whetstone.dataset.Samples.TODAY;
import static dev.whetstone.dataset.Samples.findings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.whetstone.dataset.finding.Check;
import dev.whetstone.dataset.finding.Findings;
import dev.whetstone.dataset.finding.Place;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

class ContentChecksTest {

    private static final Place PLACE = new Place("r", 1, 0);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "stale.year          | As of 2024 the forum counts nine delegates.",
                "stale.year          | The latest figures are from early 2025.",
                "stale.year          | In 2025 it is the current standard.",
                "stale.version       | The latest stable version is 3.2.1.",
                "stale.version       | Upgrade to the newest release v19 first.",
                "stale.expired_date  | The vote ends on March 3, 2024.",
                "stale.expired_date  | Apply until 2026-11-21 at the latest.",
                "stale.expired_date  | Deadline: 1st June 2025.",
                "stale.price         | The token trades at $3.40 today.",
                "stale.price         | It costs about 12 million USDC.",
                "stale.price         | Depositors get 4.1 % APY.",
                "stale.balance       | The treasury holds 4,200 ETH.",
                "stale.balance       | Total supply: 10,000,000 tokens.",
                "stale.block_height  | It activates at block 19,426,587.",
                "stale.office_holder | Maria Rossi is the current president of the council.",
                "stale.office_holder | The incumbent CEO of Acme is Jones.",
            })
    void aFactThatWillBeWrongOneDayIsFound(String code, String answer) {
        assertThat(codes("Summarise the proposal.", answer)).contains(code);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "What happened in 2024?                            | As of 2024 the forum counts nine delegates.",
                "[1] The treasury holds 4,200 ETH.                 | The treasury holds 4,200 ETH, says [1].",
                "[1] We ask for $50,000.                           | It costs 50,000 USD.",
                "[1] Voting ends 2024-03-03.                       | The vote ends on March 3, 2024.",
                "[1] From block 19426587 on.                       | It activates at block 19426587 or so: see [1].",
                "Say when.                                         | The vote ends on December 3, 2090.",
                "Say what.                                         | The proposal asks for a new council of nine delegates.",
                "Say what.                                         | It blocks 3 of 9 risks and raises 2 questions.",
            })
    void whatThePromptSaysMayBeRepeated(String prompt, String answer) {
        assertThat(codes(prompt, answer)).isEmpty();
    }

    @Test
    void everySecretRuleFindsItsKind() {
        assertThat(SecretSamples.ALL).hasSameSizeAs(SecretRules.ALL);
        SecretSamples.ALL.forEach((name, text) ->
                assertThat(notes(text)).as(name).singleElement().asString().startsWith(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AKIAIOSFODNN7EXAMPLE",
                "https://user:<password>@host/",
                "token: aaaaaaaaaaaaaaaaaaaaaaaa",
                "The password: is never written down anywhere",
                "sk-your-key-goes-here-your-key-goes-here",
                "transaction 0x9b1c8e0f5a7d3e2b4c6a8f0e1d3c5b7a9f8e7d6c5b4a39281706f5e4d3c2b1a0",
                "the proposal https://forum.example.org/t/12:34 asks for more"
            })
    void whatOnlyLooksLikeASecretIsLeftAlone(String text) {
        assertThat(notes(text)).isEmpty();
    }

    @Test
    void aSecretIsNeverQuoted() {
        String secret = SecretSamples.ALL.get("GitHub token");

        assertThat(notes("take " + secret))
                .singleElement()
                .asString()
                .contains("ghp_…")
                .doesNotContain(secret.substring(4, 12));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "write to jane.doe@mail.org",
                "pay to DE89 3704 0044 0532 0130 00",
                "card 4111 1111 1111 1111",
                "call +49 30 1234 5678",
                "from 8.8.4.4"
            })
    void personalDataIsFoundAndMasked(String text) {
        Findings findings = check("Hello", text);

        assertThat(findings.tally(Check.PII).samples())
                .singleElement()
                .satisfies(sample -> assertThat(sample.note())
                        .contains("…")
                        .doesNotContain("jane.doe", "0532", "1111 1111", "5678"));
        assertThat(findings.blocked()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "write to someone@example.org",
                "pay to DE89 3704 0044 0532 0000 00",
                "card 4111 1111 1111 1112",
                "version 10.0.0.1 and 999.1.1.1",
                "1234567890123"
            })
    void whatFailsItsCheckDigitIsNoPersonalData(String text) {
        assertThat(check("Hello", text).tally(Check.PII).samples()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "placeholder       | The sum is TODO.",
                "placeholder       | Dear <CUSTOMER_NAME>, thank you.",
                "placeholder       | Lorem ipsum dolor sit amet.",
                "placeholder       | Hello {{name}}.",
                "placeholder       | See [insert link here].",
                "refusal_in_target | I'm sorry, but I can't help with that.",
                "refusal_in_target | As an AI language model I have no opinion.",
                "encoding.mojibake | Das ist grÃ¼n.",
                "encoding.mojibake | It�s broken.",
                "repetition        | yes it is so yes it is so yes it is so yes it is so yes it is so",
            })
    void textThatIsWorthALookIsReported(String code, String answer) {
        assertThat(codes("Hello", answer)).containsExactly(code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"A <div> is no placeholder.", "The todo list is empty.", "Grüne Äpfel kosten wenig."})
    void ordinaryTextIsNot(String answer) {
        assertThat(codes("Hello", answer)).isEmpty();
    }

    @Test
    void aLongRowIsReportedByItsEstimatedTokens() {
        assertThat(codes("word ".repeat(900), "fine")).containsExactly("length.truncated");
    }

    @Test
    void aTargetLongerThanTheContextIsReportedWithItsPlaceAndTheLimit() {
        String target = IntStream.range(0, 900).mapToObj(i -> "w" + i).collect(Collectors.joining(" "));

        Findings findings = check("Tell me", target);

        assertThat(findings.tally(Check.LENGTH_TRUNCATED).samples())
                .singleElement()
                .satisfies(sample -> {
                    assertThat(sample.note()).matches("about 1\\d{3} tokens of 1000");
                    assertThat(sample.place().line()).isPositive();
                });
        assertThat(Check.LENGTH_TRUNCATED.whatToDo()).contains("training refuses a target that does not fit");
    }

    @Test
    void theTextsOfAJsonAnswerAreReadNotItsSyntax() {
        assertThat(codes("Say", "{\"summary\":\"The treasury\",\"n\":\"4,200 ETH\"}"))
                .isEmpty();
        assertThat(codes("Say", "{\"summary\":\"The treasury holds 4,200 ETH\"}"))
                .containsExactly("stale.balance");
    }

    private static List<String> notes(String text) {
        return check("Hello", text).tally(Check.SECRET).samples().stream()
                .map(sample -> sample.note())
                .toList();
    }

    private static Set<String> codes(String prompt, String answer) {
        Findings findings = check(prompt, answer);
        return Arrays.stream(Check.values())
                .filter(check -> findings.tally(check).count() > 0)
                .map(Check::code)
                .collect(Collectors.toSet());
    }

    private static Findings check(String prompt, String answer) {
        Findings findings = findings();
        RowText text = new RowText(prompt, RowText.texts(answer), answer);
        List.of(new SecretCheck(), new PersonalDataCheck(), new StaleFactCheck(TODAY), new TextCheck(1000))
                .forEach(check -> check.check(text, PLACE, findings));
        return findings;
    }
}
