package dev.whetstone.evaluation.grade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whetstone.evaluation.suite.EvalDefinition;
import dev.whetstone.evaluation.suite.GovernanceEval;
import dev.whetstone.evaluation.suite.InvalidEvalException;
import dev.whetstone.evaluation.suite.Item;
import dev.whetstone.evaluation.suite.Message;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Optional;

class GradersTest {

    private static final String REFERENCE =
            "{\"summary\":\"S\",\"risks\":[{\"category\":\"treasury\",\"source\":\"[1]\"}],\"open_questions\":[],\"sources\":[\"[1]\"]}";

    private final EvalDefinition eval = GovernanceEval.definition();
    private final Graders graders = Graders.of(eval);
    private final Item item = GovernanceEval.item("[1] Spend it.\n[2] Soon.", REFERENCE);

    @Test
    void everyCriterionOfOneOutputIsGradedInTheEvalsOrder() {
        Map<String, Grading> gradings = graders.grade(item, REFERENCE);

        assertThat(gradings.keySet())
                .containsExactly(
                        "complete", "no_fabricated_source", "no_missed_risk", "no_invented_risk", "same", "coherent");
        assertThat(gradings.values())
                .allSatisfy(grading -> assertThat(grading).isInstanceOfSatisfying(Graded.class, graded -> {
                    assertThat(graded.passed()).isTrue();
                    assertThat(graded.score()).isEqualTo(1);
                }));
    }

    @Test
    void liveTrafficIsGradedByWhatNeedsNoReference() {
        Item live =
                new Item("request-1", List.of(new Message("user", "[1] Text.")), Optional.empty(), Optional.empty());

        Map<String, Grading> gradings = graders.gradeOnline(live, REFERENCE);

        assertThat(gradings.keySet()).containsExactly("complete", "no_fabricated_source");
        assertThat(gradings.values()).allMatch(grading -> grading instanceof Graded graded && graded.passed());
    }

    @Test
    void aMissingReferenceIsTheItemsProblemAndNoScore() {
        Item without = new Item("item-9", item.input(), Optional.empty(), Optional.empty());

        Map<String, Grading> gradings = graders.grade(without, REFERENCE);

        assertThat(gradings.get("no_missed_risk"))
                .isInstanceOfSatisfying(
                        Ungradable.class,
                        failed ->
                                assertThat(failed.reason()).isEqualTo("missed_risks: item 'item-9' has no reference"));
        assertThat(gradings.get("same")).isInstanceOf(Ungradable.class);
        assertThat(gradings.get("complete")).isInstanceOf(Graded.class);
    }

    @Test
    void aReferenceThatIsNotWhatTheGraderNeedsIsNoScoreEither() {
        Item prose = GovernanceEval.item("[1] Text.", "The proposal asks for money.");
        Item noCategory = GovernanceEval.item("[1] Text.", "{\"risks\":[{\"source\":\"[1]\"}]}");

        assertThat(graders.grade(prose, REFERENCE).get("no_invented_risk"))
                .isInstanceOfSatisfying(
                        Ungradable.class,
                        failed -> assertThat(failed.reason())
                                .contains("reference of item 'item-1' is not one JSON object"));
        assertThat(graders.grade(noCategory, REFERENCE).get("no_missed_risk"))
                .isInstanceOfSatisfying(
                        Ungradable.class,
                        failed -> assertThat(failed.reason()).contains("has a risk without /category"));
    }

    @Test
    void oneRepeatMeasuresNoStability() {
        assertThat(graders.gradeRepeats(List.of(REFERENCE))).isEmpty();
        assertThat(graders.gradeRepeats(List.of(REFERENCE, REFERENCE))).containsOnlyKeys("stable");
    }

    @Test
    void aGradersNameChangesWithItsSettingsAndOnlyThen() {
        ObjectNode json = GovernanceEval.json();
        json.withObject("/graders").putObject("risks").put("match", "category_and_source");
        EvalDefinition changed = EvalDefinition.parse(json);
        Graders others = Graders.of(changed);

        assertThat(others.version(changed.requireCriterion("no_missed_risk")))
                .isNotEqualTo(graders.version(eval.requireCriterion("no_missed_risk")));
        assertThat(others.version(changed.requireCriterion("complete")))
                .isEqualTo(graders.version(eval.requireCriterion("complete")));
        assertThat(graders.version(eval.requireCriterion("no_missed_risk")))
                .isNotEqualTo(graders.version(eval.requireCriterion("no_invented_risk")));
    }

    @Test
    void aSchemaThatIsNoneIsRefusedBeforeTheFirstOutput() {
        ObjectNode wrongType = GovernanceEval.json();
        ((ObjectNode) wrongType.at("/schema/properties/summary")).put("type", "strng");
        ObjectNode elsewhere = GovernanceEval.json();
        ((ObjectNode) elsewhere.at("/schema/properties"))
                .putObject("summary")
                .put("$ref", "https://example.org/s.json");
        ObjectNode nowhere = GovernanceEval.json();
        ((ObjectNode) nowhere.at("/schema/properties")).putObject("summary").put("$ref", "#/$defs/none");
        ObjectNode badPattern = GovernanceEval.json();
        ((ObjectNode) badPattern.at("/schema/properties/summary")).put("pattern", "([");

        for (ObjectNode json : List.of(wrongType, elsewhere, nowhere, badPattern)) {
            EvalDefinition definition = EvalDefinition.parse(json);
            assertThatThrownBy(() -> Graders.of(definition))
                    .isInstanceOf(InvalidEvalException.class)
                    .hasMessageStartingWith("schema");
        }
    }
}
