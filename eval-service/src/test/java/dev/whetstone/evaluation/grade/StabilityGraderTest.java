package dev.whetstone.evaluation.grade;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whetstone.evaluation.suite.EvalDefinition;
import dev.whetstone.evaluation.suite.GovernanceEval;
import org.junit.jupiter.api.Test;

import java.util.List;

class StabilityGraderTest {

    private static final String ONE = Grade.output(Grade.risk("treasury", "[1]"), "\"[1]\",\"[2]\"");
    private static final String SAME_IN_OTHER_WORDS =
            ONE.replace("Moves tokens.", "Tokens are moved.").replace("\"[1]\",\"[2]\"", "\"[2]\",\"[1]\"");
    private static final String OTHER = Grade.output(Grade.risk("legal", "[1]"), "\"[1]\",\"[2]\"");

    private static Graded stable(String... outputs) {
        return (Graded) Graders.of(GovernanceEval.withRepeats(3))
                .gradeRepeats(List.of(outputs))
                .get("stable");
    }

    @Test
    void otherWordsForTheSameDecisionAreStable() {
        Graded graded = stable(ONE, SAME_IN_OTHER_WORDS, ONE);

        assertThat(graded.passed()).isTrue();
        assertThat(graded.score()).isEqualTo(1);
    }

    @Test
    void anotherRiskIsNot() {
        Graded graded = stable(ONE, ONE, OTHER);

        assertThat(graded.passed()).isFalse();
        assertThat(graded.score()).isBetween(0.5, 0.99);
        assertThat(graded.evidence().counts()).containsEntry("repeats", 3).containsEntry("different_answers", 2);
    }

    @Test
    void repeatsThatCannotBeReadAgreeWithNothing() {
        Graded graded = stable("no", "no", "no");

        assertThat(graded.passed()).isFalse();
        assertThat(graded.score()).isZero();
        assertThat(graded.evidence().counts()).containsEntry("unreadable", 3);
    }

    @Test
    void emptyAnswersThatAgreeAreStable() {
        assertThat(stable("{}", "{}").passed()).isTrue();
    }

    @Test
    void aTaskWithoutASchemaIsComparedAsText() {
        ObjectNode json = GovernanceEval.json();
        json.remove("schema");
        json.withObject("/sampling").put("temperature", 0.7).put("repeats", 3);
        ArrayNode criteria = json.withArray("/criteria");
        criteria.remove(0);
        json.withObject("/online").withArray("/criteria").remove(0);
        Graders graders = Graders.of(EvalDefinition.parse(json));

        assertThat(((Graded) graders.gradeRepeats(List.of("approve", " approve\n"))
                                .get("stable"))
                        .passed())
                .isTrue();
        assertThat(((Graded) graders.gradeRepeats(List.of("approve", "reject")).get("stable")).passed())
                .isFalse();
    }
}
