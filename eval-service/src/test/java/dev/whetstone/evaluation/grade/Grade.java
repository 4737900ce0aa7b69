package dev.whetstone.evaluation.grade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whetstone.evaluation.suite.GovernanceEval;
import dev.whetstone.evaluation.suite.Item;

/** Short ways to grade in tests. */
final class Grade {

    static final String GIVEN =
            "Proposal 12\n\n[1] Move 5,000 tokens.\n[2] The audit is pending, see [9].\n[10] Vote ends soon.";

    private Grade() {}

    static Graded one(String criterion, Item item, String output) {
        Grading grading =
                Graders.of(GovernanceEval.definition()).grade(item, output).get(criterion);
        assertThat(grading).isInstanceOf(Graded.class);
        return (Graded) grading;
    }

    static Graded one(String criterion, String output) {
        return one(criterion, GovernanceEval.item(GIVEN, "{\"risks\":[]}"), output);
    }

    static String output(String risks, String sources) {
        return "{\"summary\":\"Moves tokens.\",\"risks\":[" + risks
                + "],\"open_questions\":[\"Who signs?\"],\"sources\":[" + sources + "]}";
    }

    static String risk(String category, String source) {
        return "{\"category\":\"" + category + "\",\"source\":\"" + source + "\"}";
    }
}
