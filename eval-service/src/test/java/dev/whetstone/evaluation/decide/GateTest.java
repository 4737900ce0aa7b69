package dev.whetstone.evaluation.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.whetstone.contracts.evaluation.TuningDecision;
import dev.whetstone.evaluation.report.ReportJson;
import dev.whetstone.evaluation.suite.Arm;
import dev.whetstone.evaluation.suite.Criterion;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

class GateTest {

    private static final List<Criterion> CRITERIA =
            List.of(Some.required("complete"), Some.required("grounded"), Some.reported("no_missed_risk"));

    private static Map<String, Scores> rates(int complete, int grounded, int items) {
        return Map.of(
                "complete", Some.first(complete, items),
                "grounded", Some.first(grounded, items),
                "no_missed_risk", Some.first(3, items));
    }

    @Test
    void tuningIsJustifiedWhenEveryWordingOfEveryArmFails() {
        GateDecision decision = Gate.decide(CRITERIA, Some.baselines(rates(5, 38, 40)));

        assertThat(decision.outcome()).isEqualTo(TuningDecision.JUSTIFIED);
        assertThat(decision.justified()).containsExactly("complete");
        assertThat(decision.reason())
                .isEqualTo("Every wording, with and without shots, stays below the target on complete"
                        + " (best baseline 13 %, target 90 %, p < 0.0001).");
        assertThat(decision.itemsToDecide()).isEmpty();
    }

    @Test
    void oneWordingThatMayBeGoodEnoughKeepsTuningOut() {
        List<ArmScores> baselines = List.of(
                Some.scores(Arm.PROMPT_ONLY, "plain", rates(0, 10, 40)),
                Some.scores(Arm.PROMPT_ONLY, "strict", rates(0, 10, 40)),
                Some.scores(Arm.FEW_SHOT, "plain", rates(0, 10, 40)),
                Some.scores(Arm.FEW_SHOT, "strict", rates(35, 34, 40)));

        GateDecision decision = Gate.decide(CRITERIA, baselines);

        assertThat(decision.outcome()).isEqualTo(TuningDecision.INCONCLUSIVE);
        assertThat(decision.justified()).isEmpty();
        assertThat(decision.itemsToDecide().orElseThrow()).isGreaterThan(40);
        assertThat(decision.reason())
                .startsWith("40 items show neither that a baseline suffices nor that all of them miss a target; about ")
                .contains("would decide if the rates stay as they are.");
    }

    @Test
    void aPromptThatMeetsEveryRequiredTargetSuffices() {
        List<ArmScores> baselines = List.of(
                Some.scores(Arm.PROMPT_ONLY, "plain", rates(0, 0, 60)),
                Some.scores(Arm.PROMPT_ONLY, "strict", rates(60, 60, 60)),
                Some.scores(Arm.FEW_SHOT, "plain", rates(60, 60, 60)),
                Some.scores(Arm.FEW_SHOT, "strict", rates(0, 0, 60)));

        GateDecision decision = Gate.decide(CRITERIA, baselines);

        assertThat(decision.outcome()).isEqualTo(TuningDecision.PROMPT_SUFFICES);
        assertThat(decision.reason())
                .isEqualTo("prompt-only (strict) meets every required target, so there is no reason to tune:"
                        + " complete 100 % (target 90 %) and grounded 100 % (target 90 %).");
    }

    @Test
    void shotsThatSufficeAreNamedOnlyWhenNoPromptDoes() {
        List<ArmScores> baselines = List.of(
                Some.scores(Arm.PROMPT_ONLY, "plain", rates(0, 0, 60)),
                Some.scores(Arm.FEW_SHOT, "plain", rates(60, 60, 60)));

        assertThat(Gate.decide(CRITERIA, baselines).outcome()).isEqualTo(TuningDecision.FEW_SHOT_SUFFICES);
    }

    @Test
    void severalWordingsShareTheLevelAtWhichOneSuffices() {
        // 30 of 30 shows more than 90 % at 0.0424: enough for one wording, too little for two
        Map<String, Scores> perfect = Map.of("complete", Some.first(30, 30));
        List<Criterion> one = List.of(Some.required("complete"));
        List<ArmScores> single =
                List.of(Some.scores(Arm.PROMPT_ONLY, "plain", perfect), Some.scores(Arm.FEW_SHOT, "plain", perfect));

        assertThat(Gate.decide(one, single).outcome()).isEqualTo(TuningDecision.PROMPT_SUFFICES);
        assertThat(Gate.decide(one, Some.baselines(perfect)).outcome()).isEqualTo(TuningDecision.INCONCLUSIVE);
    }

    @Test
    void aReportedCriterionNeitherJustifiesNorHinders() {
        Map<String, Scores> good = rates(60, 60, 60);

        GateDecision decision = Gate.decide(CRITERIA, Some.baselines(good));

        assertThat(decision.outcome()).isEqualTo(TuningDecision.PROMPT_SUFFICES);
        assertThat(decision.evidence())
                .filteredOn(evidence -> evidence.criterion().equals("no_missed_risk"))
                .singleElement()
                .satisfies(evidence -> {
                    assertThat(evidence.justifies()).isFalse();
                    assertThat(evidence.pEveryRunBelow()).isLessThan(0.0001);
                });
    }

    @Test
    void severalRequiredCriteriaPayForBeingSeveral() {
        // 23 of 30 is below 90 % at p = 0.0258: enough alone, not beside a second criterion that shows nothing
        Map<String, Scores> rates = Map.of("complete", Some.first(23, 30), "grounded", Some.first(28, 30));

        assertThat(Gate.decide(List.of(Some.required("complete")), Some.baselines(rates))
                        .outcome())
                .isEqualTo(TuningDecision.JUSTIFIED);
        assertThat(Gate.decide(List.of(Some.required("complete"), Some.required("grounded")), Some.baselines(rates))
                        .outcome())
                .isEqualTo(TuningDecision.INCONCLUSIVE);
    }

    @Test
    void withoutFewShotThereIsNothingToDecideOn() {
        List<ArmScores> promptsOnly = List.of(Some.scores(Arm.PROMPT_ONLY, "plain", rates(0, 0, 30)));

        assertThatThrownBy(() -> Gate.decide(CRITERIA, promptsOnly))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("baselines: expected runs of few-shot, but got none");
    }

    @Test
    void anAdapterIsNoBaselineOfTheGate() {
        List<ArmScores> withAdapter = List.of(
                Some.scores(Arm.PROMPT_ONLY, "plain", rates(0, 0, 30)),
                Some.scores(Arm.FEW_SHOT, "plain", rates(0, 0, 30)),
                Some.scores(Arm.ADAPTER, "sha256:1", rates(0, 0, 30)));

        assertThatThrownBy(() -> Gate.decide(CRITERIA, withAdapter)).hasMessageContaining("adapter (sha256:1)");
    }

    @Test
    void aRequiredCriterionThatWasNotMeasuredIsNamed() {
        List<ArmScores> baselines = Some.baselines(Map.of("complete", Some.first(0, 30)));

        assertThatThrownBy(() -> Gate.decide(CRITERIA, baselines))
                .hasMessageContaining("prompt-only (plain) has no scores for 'grounded'");
    }

    @Test
    void keepsItsValueThroughJson() throws JsonProcessingException {
        GateDecision decision = Gate.decide(CRITERIA, Some.baselines(rates(5, 38, 40)));

        String json = ReportJson.mapper().writeValueAsString(decision);

        assertThat(json).contains("\"pass_rate\":0.125", "\"arm\":\"few-shot\"", "\"p_every_run_below\":");
        assertThat(ReportJson.mapper().readValue(json, GateDecision.class)).isEqualTo(decision);
    }
}
