package dev.whetstone.evaluation.grade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whetstone.evaluation.suite.EvalDefinition;
import dev.whetstone.evaluation.suite.GovernanceEval;
import dev.whetstone.evaluation.suite.Item;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

class RiskGradersTest {

    private static final Item ITEM = GovernanceEval.item(
            Grade.GIVEN,
            Grade.output(Grade.risk("treasury", "[1]") + "," + Grade.risk("security", "[2]"), "\"[1]\",\"[2]\""));

    private static String risks(String... risks) {
        return Grade.output(
                Arrays.stream(risks)
                        .map(risk -> Grade.risk(risk.split(" ")[0], risk.split(" ")[1]))
                        .collect(Collectors.joining(",")),
                "\"[1]\"");
    }

    private static Graded missed(String output) {
        return Grade.one("no_missed_risk", ITEM, output);
    }

    private static Graded invented(String output) {
        return Grade.one("no_invented_risk", ITEM, output);
    }

    @Test
    void everyRiskFoundAndNoneInvented() {
        String output = risks("security [2]", "treasury [1]");

        assertThat(missed(output).passed()).isTrue();
        assertThat(invented(output).passed()).isTrue();
        assertThat(missed(output).evidence().counts())
                .containsEntry("wanted", 2)
                .containsEntry("missed", 0)
                .containsEntry("invented", 0)
                .containsEntry("same_source", 2);
    }

    @Test
    void aMissedAndAnInventedRiskAreCountedApart() {
        String output = risks("treasury [2]", "legal [1]", "execution [1]");

        assertThat(missed(output).passed()).isFalse();
        assertThat(missed(output).score()).isCloseTo(0.5, within(1e-12));
        assertThat(missed(output).evidence().notes()).containsExactly("missed: security");
        assertThat(invented(output).passed()).isFalse();
        assertThat(invented(output).score()).isCloseTo(1.0 / 3, within(1e-12));
        assertThat(invented(output).evidence().notes()).containsExactly("invented: legal", "invented: execution");
        assertThat(invented(output).evidence().counts())
                .containsEntry("missed", 1)
                .containsEntry("invented", 2)
                .containsEntry("same_source", 0);
    }

    @Test
    void sayingARiskTwiceInventsNothingAndFindsNothingMore() {
        String output = risks("treasury [1]", "treasury [1]");

        assertThat(invented(output).passed()).isTrue();
        assertThat(missed(output).evidence().counts())
                .containsEntry("found", 1)
                .containsEntry("missed", 1)
                .as("pairs are one to one")
                .containsEntry("same_source", 1);
    }

    @Test
    void caseAndOuterSpaceOfACategoryDoNotMatter() {
        assertThat(missed(risks("TREASURY [1]", "Security [2]")).passed()).isTrue();
    }

    @Test
    void anOutputThatCannotBeReadMissesAllAndInventsNoneAndPassesNeither() {
        String output = "There are risks to the treasury.";

        assertThat(missed(output).passed()).isFalse();
        assertThat(missed(output).score()).isZero();
        assertThat(missed(output).evidence().counts())
                .containsEntry("missed", 2)
                .containsEntry("invented", 0);
        assertThat(invented(output).passed()).isFalse();
        assertThat(invented(output).evidence().counts())
                .containsEntry("invented", 0)
                .containsEntry("readable", 0);
    }

    @Test
    void noRiskWantedAndNoneNamedIsRight() {
        Item harmless = GovernanceEval.item(Grade.GIVEN, Grade.output("", "\"[1]\""));

        assertThat(Grade.one("no_missed_risk", harmless, Grade.output("", "\"[1]\""))
                        .score())
                .isEqualTo(1);
        assertThat(Grade.one("no_invented_risk", harmless, Grade.output("", "\"[1]\""))
                        .passed())
                .isTrue();
        assertThat(Grade.one("no_invented_risk", harmless, risks("legal [1]")).passed())
                .isFalse();
    }

    @Test
    void aRiskWithoutAReadableCategoryIsInvented() {
        Graded graded = invented("{\"risks\":[{\"category\":3},\"treasury\",{\"category\":\"treasury\"}]}");

        assertThat(graded.passed()).isFalse();
        assertThat(graded.evidence().notes()).containsExactly("invented: (no category)");
    }

    @Test
    void aTaskMayAskForTheRightSourceToo() {
        ObjectNode json = GovernanceEval.json();
        json.withObject("/graders").putObject("risks").put("match", "category_and_source");
        Graders strict = Graders.of(EvalDefinition.parse(json));

        Map<String, Grading> gradings = strict.grade(ITEM, risks("treasury [1]", "security [1]"));

        assertThat(((Graded) gradings.get("no_missed_risk")).evidence().notes())
                .containsExactly("missed: security [2]");
        assertThat(((Graded) gradings.get("no_invented_risk")).evidence().notes())
                .containsExactly("invented: security [1]");
    }
}
