package dev.whetstone.evaluation.grade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldsGraderTest {

    private static final String WHOLE = Grade.output(Grade.risk("treasury", "[1]"), "\"[1]\",\"[2]\"");

    private static Graded complete(String output) {
        return Grade.one("complete", output);
    }

    @Test
    void aWholeOutputPasses() {
        Graded graded = complete(" \n" + WHOLE + "\n");

        assertThat(graded.passed()).isTrue();
        assertThat(graded.score()).isEqualTo(1);
        assertThat(graded.evidence().counts()).containsEntry("parsed", 1).containsEntry("fields_missing", 0);
    }

    @Test
    void textAroundTheObjectFailsAndTheObjectInsideIsReported() {
        Graded graded = complete("Here it is:\n```json\n" + WHOLE + "\n```");

        assertThat(graded.passed()).isFalse();
        assertThat(graded.score()).isEqualTo(1);
        assertThat(graded.evidence().counts())
                .containsEntry("parsed", 0)
                .containsEntry("extracted", 1)
                .containsEntry("valid_extracted", 1);
        assertThat(graded.evidence().notes()).containsExactly("text around the JSON object");
    }

    @Test
    void aMissingFieldIsNamed() {
        Graded graded = complete("{\"summary\":\"S\",\"risks\":[],\"sources\":[\"[1]\"]}");

        assertThat(graded.passed()).isFalse();
        assertThat(graded.score()).isCloseTo(0.75, within(1e-12));
        assertThat(graded.evidence().notes()).anyMatch(note -> note.contains("open_questions"));
    }

    @Test
    void anEmptyFieldFailsWhereTheSchemaSaysSo() {
        assertThat(complete(Grade.output("", "")).passed())
                .as("sources must not be empty")
                .isFalse();
        assertThat(complete(WHOLE.replace("Moves tokens.", "")).passed())
                .as("summary must not be empty")
                .isFalse();
        assertThat(complete(Grade.output("", "\"[1]\"")).passed())
                .as("risks may be empty")
                .isTrue();
    }

    @Test
    void anUnknownFieldFails() {
        assertThat(complete(WHOLE.replace("\"summary\"", "\"mood\":\"good\",\"summary\""))
                        .passed())
                .isFalse();
        assertThat(complete(WHOLE.replace("\"category\"", "\"weight\":1,\"category\""))
                        .passed())
                .isFalse();
    }

    @Test
    void aCategoryOutsideTheListFailsAndCostsItsFieldOnly() {
        Graded graded = complete(Grade.output(Grade.risk("vibes", "[1]"), "\"[1]\""));

        assertThat(graded.passed()).isFalse();
        assertThat(graded.score()).isCloseTo(0.75, within(1e-12));
        assertThat(graded.evidence().notes().getFirst()).startsWith("/risks/0/category: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "I cannot say.",
                "[]",
                "\"text\"",
                "{",
                "}{",
                "{\"summary\":\"S\"",
                "{\"summary\":\"S\"} {\"summary\":\"S\"}",
                "{\"summary\":\"S\",\"summary\":\"T\"}",
                "{\"summary\":NaN}",
                "{'summary':'S'}",
                "null",
                "{\"summary\": 1e999999999, \"risks\": -1e999, \"open_questions\": 1e-999, \"sources\": 0}"
            })
    void whatIsNotOneWholeObjectFails(String output) {
        assertThat(complete(output).passed()).isFalse();
        assertThat(complete(output).score()).isLessThan(1);
    }

    @Test
    void nestingWithoutEndFailsAndHarmsNobody() {
        assertThat(complete("{\"a\":".repeat(5_000)).passed()).isFalse();
        assertThat(complete("{\"a\":".repeat(5_000) + "1" + "}".repeat(5_000)).passed())
                .isFalse();
        assertThat(complete("[".repeat(100_000)).passed()).isFalse();
    }

    @Test
    void bracesInsideTextsDoNotEndTheObject() {
        Graded graded = complete("Answer: " + WHOLE.replace("Moves tokens.", "Moves } \\\" { tokens."));

        assertThat(graded.evidence().counts()).containsEntry("valid_extracted", 1);
    }
}
