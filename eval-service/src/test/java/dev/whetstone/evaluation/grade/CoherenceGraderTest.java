package dev.whetstone.evaluation.grade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CoherenceGraderTest {

    private static Graded coherent(String output) {
        return Grade.one("coherent", output);
    }

    @Test
    void anOutputThatAgreesWithItselfPasses() {
        Graded graded = coherent(
                Grade.output(Grade.risk("security", "[2]") + "," + Grade.risk("legal", "[2]"), "\"[1]\", \"[2]\""));

        assertThat(graded.passed()).isTrue();
        assertThat(graded.score()).isEqualTo(1);
        assertThat(graded.evidence().counts())
                .containsEntry("checked", 6)
                .containsEntry("repeated", 0)
                .containsEntry("not_included", 0);
    }

    @Test
    void whatHasToBeDistinctMustNotComeAgain() {
        Graded graded = coherent(Grade.output(
                Grade.risk("legal", "[1]") + "," + Grade.risk(" Legal", "[2]"), "\"[1]\", \"[2]\", \"[1]\""));

        assertThat(graded.passed()).isFalse();
        assertThat(graded.score()).isCloseTo(5.0 / 7, within(1e-12));
        assertThat(graded.evidence().counts()).containsEntry("repeated", 2);
        assertThat(graded.evidence().notes())
                .containsExactly("/risks/*/category: legal comes again", "/sources/*: [1] comes again");
    }

    @Test
    void whatHasToBeFoundElsewhereMustBeThere() {
        Graded graded = coherent(Grade.output(Grade.risk("legal", "[2]"), "\"[1]\""));

        assertThat(graded.passed()).isFalse();
        assertThat(graded.evidence().counts()).containsEntry("repeated", 0).containsEntry("not_included", 1);
        assertThat(graded.evidence().notes()).containsExactly("/risks/*/source: [2] is not among /sources/*");
    }

    @Test
    void valuesThatAreNotThereContradictNothing() {
        assertThat(coherent("{\"summary\": \"Moves tokens.\"}").passed()).isTrue();
        assertThat(coherent("{\"summary\": \"Moves tokens.\"}").score()).isEqualTo(1);
    }

    @Test
    void anOutputThatCannotBeReadFailsButContradictsNothing() {
        Graded graded = coherent("A legal risk, see [2].");

        assertThat(graded.passed()).isFalse();
        assertThat(graded.score()).isZero();
        assertThat(graded.evidence().counts()).containsEntry("readable", 0).containsEntry("repeated", 0);
    }

    @Test
    void anObjectInsideOtherTextIsJudgedByItsValues() {
        assertThat(coherent("Sure!\n" + Grade.output(Grade.risk("legal", "[2]"), "\"[2]\""))
                        .passed())
                .isTrue();
        assertThat(coherent("Sure!\n" + Grade.output(Grade.risk("legal", "[2]"), "\"[3]\""))
                        .passed())
                .isFalse();
    }

    @Test
    void numbersAreComparedAsValues() {
        assertThat(coherent("{\"risks\": [], \"sources\": [1, 1.0]}").passed()).isFalse();
        assertThat(coherent("{\"risks\": [], \"sources\": [1, \"1\", 2]}").passed())
                .isFalse();
        assertThat(coherent("{\"risks\": [], \"sources\": [1, 2]}").passed()).isTrue();
    }
}
