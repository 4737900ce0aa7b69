package dev.whetstone.evaluation.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.whetstone.contracts.evaluation.Verdict;
import dev.whetstone.evaluation.report.ReportJson;
import dev.whetstone.evaluation.suite.Arm;
import dev.whetstone.evaluation.suite.Criterion;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

class JudgeTest {

    private static final int ITEMS = 40;
    private static final List<Criterion> CRITERIA =
            List.of(Some.required("complete"), Some.required("grounded"), Some.reported("no_missed_risk"));
    private static final List<ArmScores> BASELINES = Some.baselines(rates(2, 39, 4));

    private static Map<String, Scores> rates(int complete, int grounded, int noMissedRisk) {
        return Map.of(
                "complete", Some.first(complete, ITEMS),
                "grounded", Some.first(grounded, ITEMS),
                "no_missed_risk", Some.first(noMissedRisk, ITEMS));
    }

    private static Comparison against(List<ArmScores> baselines, Map<String, Scores> candidate) {
        return comparison(CRITERIA, baselines, candidate, List.of(), Map.of());
    }

    private static Comparison comparison(
            List<Criterion> criteria,
            List<ArmScores> baselines,
            Map<String, Scores> candidate,
            List<RegressionItem> regression,
            Map<String, String> slices) {
        return new Comparison(
                criteria,
                Set.of("complete"),
                Some.scores(Arm.ADAPTER, "sha256:new", candidate),
                baselines,
                regression,
                slices);
    }

    @Test
    void betterWhereJustifiedAndHarmlessElsewhereIsPromoted() {
        Judgement judgement = Judge.judge(against(BASELINES, rates(39, 39, 20)));

        assertThat(judgement.verdict()).isEqualTo(Verdict.PROMOTED);
        assertThat(judgement.reasons())
                .containsExactly(
                        "Better on complete than every baseline: 98 % against 5 % of prompt-only (plain) (p < 0.0001).",
                        "Harmless on grounded: 98 % against 98 % of prompt-only (plain) (p = 0.0196).");
    }

    @Test
    void notShownBetterLeavesTheAliasWhereItIs() {
        Judgement judgement = Judge.judge(against(BASELINES, rates(5, 39, 4)));

        assertThat(judgement.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(judgement.reasons().getFirst())
                .startsWith("Not shown better where tuning was justified: complete (");
    }

    @Test
    void harmThatIsNotRuledOutLeavesTheAliasWhereItIs() {
        Judgement judgement = Judge.judge(against(BASELINES, rates(39, 36, 4)));

        assertThat(judgement.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(judgement.reasons().getFirst())
                .startsWith("Harm on grounded is not ruled out: 90 % against 98 %")
                .contains("a loss of 10 points stays possible");
    }

    @Test
    void shownWorseIsRejected() {
        Judgement judgement = Judge.judge(against(BASELINES, rates(39, 20, 4)));

        assertThat(judgement.verdict()).isEqualTo(Verdict.REJECTED);
        assertThat(judgement.reasons().getFirst())
                .startsWith("Worse on grounded: 50 % against 98 % of prompt-only (plain)");
    }

    @Test
    void itHasToBeatWhatIsServedTooNotOnlyTheBase() {
        List<ArmScores> withServed = new ArrayList<>(BASELINES);
        withServed.add(Some.scores(Arm.ADAPTER, "sha256:served", rates(38, 39, 20)));

        Judgement judgement = Judge.judge(against(withServed, rates(39, 39, 20)));

        assertThat(judgement.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(judgement.reasons().getFirst()).contains("98 % against 95 % of adapter (sha256:served)");
    }

    @Test
    void oneOldFailureThatComesBackRejectsWhateverElseIsBetter() {
        List<RegressionItem> regression =
                List.of(new RegressionItem("case-7", true, 1, 5), new RegressionItem("case-8", true, 3, 5));

        Judgement judgement = Judge.judge(comparison(CRITERIA, BASELINES, rates(40, 40, 40), regression, Map.of()));

        assertThat(judgement.verdict()).isEqualTo(Verdict.REJECTED);
        assertThat(judgement.comingBack()).containsExactly("case-7");
        assertThat(judgement.reasons().getFirst())
                .isEqualTo(
                        "An old failure comes back: what is served passes, the candidate fails, regression item case-7.");
    }

    @Test
    void whatIsServedFailsTooIsNoOldFailureThatComesBack() {
        List<RegressionItem> regression = List.of(new RegressionItem("case-7", false, 0, 5));

        Judgement judgement = Judge.judge(comparison(CRITERIA, BASELINES, rates(40, 40, 40), regression, Map.of()));

        assertThat(judgement.verdict()).isEqualTo(Verdict.PROMOTED);
    }

    @Test
    void belowAFloorIsRejected() {
        List<Criterion> criteria = List.of(Some.withFloor("complete", 0.8), Some.required("grounded"));

        Judgement judgement = Judge.judge(comparison(criteria, BASELINES, rates(30, 39, 4), List.of(), Map.of()));

        assertThat(judgement.verdict()).isEqualTo(Verdict.REJECTED);
        assertThat(judgement.reasons().getFirst()).isEqualTo("Below the floor on complete: 75 %, floor 80 %.");
    }

    @Test
    void aSliceCanRejectWhatTheWholeHides() {
        // the whole is as good as before; the twelve items of one label were passed and are lost, twelve others are won
        Map<String, String> slices = new HashMap<>();
        List<Integer> before = new ArrayList<>();
        List<Integer> after = new ArrayList<>();
        for (int i = 0; i < ITEMS; i++) {
            boolean treasury = i < 12;
            slices.put("item-" + (i + 1), treasury ? "treasury" : "other");
            before.add(treasury || i >= 24 ? 1 : 0);
            after.add(treasury ? 0 : 1);
        }
        Map<String, Scores> base = Map.of("complete", Some.first(2, ITEMS), "grounded", Randomness.scores(1, before));
        Map<String, Scores> candidate =
                Map.of("complete", Some.first(39, ITEMS), "grounded", Randomness.scores(1, after));

        Judgement judgement = Judge.judge(comparison(CRITERIA, Some.baselines(base), candidate, List.of(), slices));

        assertThat(judgement.verdict()).isEqualTo(Verdict.REJECTED);
        assertThat(judgement.reasons())
                .anyMatch(reason -> reason.startsWith("Worse on grounded for treasury: 0 % against 100 %"));
        assertThat(judgement.slices()).hasSize(4);
    }

    @Test
    void aCriterionThatIsOnlyReportedDecidesNothing() {
        Judgement judgement = Judge.judge(against(Some.baselines(rates(2, 39, 40)), rates(39, 39, 0)));

        assertThat(judgement.verdict()).isEqualTo(Verdict.PROMOTED);
        assertThat(judgement.criteria().getLast().pWorse()).isLessThan(0.0001);
        assertThat(judgement.criteria().getLast().worse()).isFalse();
    }

    @Test
    void withoutAJustifiedCriterionNothingIsPromoted() {
        Comparison forced = new Comparison(
                CRITERIA,
                Set.of(),
                Some.scores(Arm.ADAPTER, "sha256:new", rates(40, 40, 40)),
                BASELINES,
                List.of(),
                Map.of());

        assertThat(Judge.judge(forced).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    }

    @Test
    void runsOverOtherItemsCannotBePaired() {
        Comparison shorter = against(BASELINES, Map.of("complete", Some.first(30, 30), "grounded", Some.first(30, 30)));

        assertThatThrownBy(() -> Judge.judge(shorter))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("needs the same items and repeats, but got 30 items of 1 and 40 of 1");
    }

    @Test
    void keepsItsValueThroughJson() throws JsonProcessingException {
        Judgement judgement =
                Judge.judge(comparison(CRITERIA, BASELINES, rates(39, 20, 4), List.of(), Map.of("item-1", "treasury")));

        String json = ReportJson.mapper().writeValueAsString(judgement);

        assertThat(ReportJson.mapper().readValue(json, Judgement.class)).isEqualTo(judgement);
    }
}
