package dev.whetstone.evaluation.decide;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.whetstone.evaluation.report.ReportJson;
import dev.whetstone.evaluation.suite.Criterion;
import dev.whetstone.evaluation.suite.GovernanceEval;
import dev.whetstone.evaluation.suite.GraderKind;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.OptionalDouble;

class SensitivityTest {

    private static final Criterion COMPLETE = Some.required("complete");

    @Test
    void aSuiteOfTwentyEightSaysThatItCanNeverCallAnythingHarmless() {
        Sensitivity sensitivity = Sensitivity.of(COMPLETE, 28, 1, 4, 2);

        assertThat(sensitivity.canBeCalledHarmless()).isFalse();
        assertThat(sensitivity.itemsToCallHarmless()).hasValue(29);
        assertThat(sensitivity.sentences()).hasSize(3);
        assertThat(sensitivity.sentences().getLast())
                .isEqualTo("complete: this suite is too small to ever call a change harmless at a margin of 10 points"
                        + " (even with no item changed, p = 0.0523); that needs at least 29 items.");
    }

    @Test
    void aSuiteOfThirtyNineSaysWhatItSees() {
        Sensitivity sensitivity = Sensitivity.of(COMPLETE, 39, 1, 4, 2);

        assertThat(sensitivity.canBeCalledHarmless()).isTrue();
        assertThat(sensitivity.sentences()).hasSize(2);
        assertThat(sensitivity.sentences().getFirst())
                .startsWith(
                        "complete: 39 items of 1 repeat show with 80 % power that all baselines are below 90 % when they"
                                + " are at ")
                .contains("; a gap of 10 points needs ");
        assertThat(sensitivity.sentences().getLast()).startsWith("complete: the verdict sees a gain of ");
        assertThat(sensitivity.gains())
                .extracting(Sensitivity.Gain::discordance)
                .containsExactly(0.1, 0.2, 0.3, 0.4);
    }

    @Test
    void moreBaselinesAndCriteriaAskForALargerGap() {
        double few = Sensitivity.of(COMPLETE, 40, 1, 2, 1).gap().orElseThrow();
        double many = Sensitivity.of(COMPLETE, 40, 1, 4, 3).gap().orElseThrow();

        assertThat(many).isGreaterThan(few);
    }

    @Test
    void repeatsNeedMoreItemsToCallAChangeHarmless() {
        Sensitivity sensitivity = Sensitivity.of(COMPLETE, 39, 3, 4, 2);

        assertThat(sensitivity.canBeCalledHarmless()).isFalse();
        assertThat(sensitivity.itemsToCallHarmless().orElseThrow()).isEqualTo(43);
    }

    @Test
    void aTinySuiteSeesNothingAndSaysSo() {
        Criterion half = new Criterion("half", GraderKind.SOURCES, true, 0.5, 0.1, OptionalDouble.empty(), "");

        assertThat(Sensitivity.of(half, 3, 1, 2, 1).sentences())
                .anyMatch(sentence -> sentence.contains("are too few to show that all baselines are below 50 %"))
                .anyMatch(sentence -> sentence.contains("the verdict sees no gain with 80 % power"));
    }

    @Test
    void aWholeEvalIsDescribedByWhatItMeasures() {
        List<Sensitivity> once = Sensitivity.of(GovernanceEval.definition(), 30);
        List<Sensitivity> thrice = Sensitivity.of(GovernanceEval.withRepeats(3), 30);

        assertThat(once).extracting(Sensitivity::criterion).contains("complete").doesNotContain("stable");
        assertThat(thrice.getLast().criterion()).isEqualTo("stable");
        assertThat(thrice.getLast().repeats()).as("an item is stable or not").isEqualTo(1);
    }

    @Test
    void aCriterionThatIsOnlyReportedNeedNotBeHarmless() {
        Sensitivity reported = Sensitivity.of(Some.reported("no_missed_risk"), 10, 1, 4, 2);

        assertThat(reported.canBeCalledHarmless()).isFalse();
        assertThat(reported.sentences()).noneMatch(sentence -> sentence.contains("harmless"));
    }

    @Test
    void keepsItsValueThroughJson() throws JsonProcessingException {
        Sensitivity sensitivity = Sensitivity.of(COMPLETE, 30, 1, 4, 2);

        String json = ReportJson.mapper().writeValueAsString(sensitivity);

        assertThat(json).contains("\"items_for_ten_points\":");
        assertThat(ReportJson.mapper().readValue(json, Sensitivity.class)).isEqualTo(sensitivity);
    }
}
