package dev.whetstone.evaluation.grade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whetstone.evaluation.suite.GovernanceEval;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExactGraderTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":1,\"b\":[2]} | {\"b\": [2.0], \"a\": 1} | true",
                "{\"a\":1,\"b\":[2]} | {\"a\":1,\"b\":[2,2]}    | false",
                "{\"a\":1}           | Answer: {\"a\":1}        | false",
                "[1,2]               | [2,1]                    | false",
                "approve             |  approve                 | true",
                "approve             | Approve                  | false",
                "1.0                 | 1                        | false"
            })
    void comparesValuesAsValuesAndTextAsText(String reference, String output, boolean same) {
        Graded graded = Grade.one("same", GovernanceEval.item("[1] Text.", reference), output);

        assertThat(graded.passed()).isEqualTo(same);
        assertThat(graded.score()).isEqualTo(same ? 1 : 0);
    }
}
