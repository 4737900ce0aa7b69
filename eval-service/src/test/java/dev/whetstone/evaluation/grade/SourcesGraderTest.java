package dev.whetstone.evaluation.grade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.whetstone.evaluation.decide.Randomness;
import dev.whetstone.evaluation.suite.GovernanceEval;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

class SourcesGraderTest {

    private static Graded sources(String output) {
        return Grade.one("no_fabricated_source", output);
    }

    @Test
    void passagesThatWereGivenPass() {
        Graded graded = sources(Grade.output(Grade.risk("security", "[2]"), "\"[1]\", \"[2]\", \"[10]\""));

        assertThat(graded.passed()).isTrue();
        assertThat(graded.evidence().counts()).containsEntry("cited", 4).containsEntry("fabricated", 0);
    }

    @Test
    void aPassageThatWasNotGivenFailsAndIsNamed() {
        Graded graded = sources(Grade.output(Grade.risk("security", "[7]"), "\"[1]\", \"[2]\", \"[4]\""));

        assertThat(graded.passed()).isFalse();
        assertThat(graded.score()).isCloseTo(0.5, within(1e-12));
        assertThat(graded.evidence().counts()).containsEntry("cited", 4).containsEntry("fabricated", 2);
        assertThat(graded.evidence().notes())
                .containsExactly("[4] is not among the given [1, 2, 10]", "[7] is not among the given [1, 2, 10]");
    }

    @Test
    void aNumberMentionedInsideAPassageIsNotAPassage() {
        assertThat(sources(Grade.output("", "\"[9]\"")).passed()).isFalse();
    }

    @Test
    void withoutPassagesAtLineStartsTheNumbersInTheTextAreThem() {
        Graded graded = Grade.one(
                "no_fabricated_source",
                GovernanceEval.item("First [1] move tokens, then [2] vote.", "{\"risks\":[]}"),
                Grade.output("", "\"[2]\""));

        assertThat(graded.passed()).isTrue();
    }

    @Test
    void anOutputThatCannotBeReadFailsButInventsNothing() {
        Graded graded = sources("The proposal moves tokens [1].");

        assertThat(graded.passed()).isFalse();
        assertThat(graded.score()).isZero();
        assertThat(graded.evidence().counts()).containsEntry("readable", 0).containsEntry("fabricated", 0);
    }

    @Test
    void anObjectInsideOtherTextIsJudgedByItsSources() {
        assertThat(sources("Sure!\n" + Grade.output("", "\"[1]\"")).passed()).isTrue();
        assertThat(sources("Sure!\n" + Grade.output("", "\"[8]\"")).passed()).isFalse();
    }

    @Test
    void anOutputThatCitesNothingFabricatesNothing() {
        Graded graded = sources("{}");

        assertThat(graded.passed()).isTrue();
        assertThat(graded.evidence().counts()).containsEntry("cited", 0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"[1], [2]\"                     | true",
                "\"[1] and [2]\"                  | true",
                "\"[1], [3]\"                     | false",
                "\" [1] \"                        | true",
                "\"[01]\"                         | true",
                "\"[99999999999]\"                | false",
                "\"1\"                            | true",
                "\"\"                             | false",
                "1                                | false",
                "{\"n\": 1}                       | false",
                "\"Proposal 12\"                  | true",
                "\"proposal  12\"                 | true",
                "\"Proposal 1\"                   | false",
                "\"“The AUDIT is pending”\"       | true",
                "\"The audit is pending, see it\" | true",
                "\"The audit is finished\"        | false",
                "\"Forum post by Alice, 2023\"    | false"
            })
    void sourcesInOtherForms(String source, boolean given) {
        assertThat(sources(Grade.output("", source)).passed()).isEqualTo(given);
    }

    @RepeatedTest(20)
    void passesExactlyWhenEveryNumberWasGiven() {
        Randomness random = Randomness.printed("SourcesGraderTest");
        int passages = random.between(1, 12);
        String input = IntStream.rangeClosed(1, passages)
                .mapToObj(n -> "[" + n + "] Passage.")
                .collect(Collectors.joining("\n"));
        int[] cited = IntStream.range(0, random.between(1, 6))
                .map(_ -> random.between(1, 14))
                .toArray();
        String sources = IntStream.of(cited).mapToObj(n -> "\"[" + n + "]\"").collect(Collectors.joining(","));

        Graded graded = Grade.one(
                "no_fabricated_source", GovernanceEval.item(input, "{\"risks\":[]}"), Grade.output("", sources));

        assertThat(graded.passed()).isEqualTo(IntStream.of(cited).allMatch(n -> n <= passages));
        assertThat(graded.evidence().counts()).containsEntry("fabricated", (int)
                IntStream.of(cited).filter(n -> n > passages).count());
    }
}
