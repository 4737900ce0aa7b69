package dev.whetstone.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.whetstone.contracts.Digest;
import dev.whetstone.evaluation.decide.ArmScores;
import dev.whetstone.evaluation.decide.Scores;
import dev.whetstone.evaluation.grade.Graders;
import dev.whetstone.evaluation.grade.Grading;
import dev.whetstone.evaluation.grade.Ungradable;
import dev.whetstone.evaluation.suite.Arm;
import dev.whetstone.evaluation.suite.ArmVariant;
import dev.whetstone.evaluation.suite.EvalDefinition;
import dev.whetstone.evaluation.suite.GovernanceEval;
import dev.whetstone.evaluation.suite.Item;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class ArmResultTest {

    private static final String GOOD = "{\"summary\":\"S\",\"risks\":[],\"open_questions\":[],\"sources\":[\"[1]\"]}";
    private static final Item ITEM = GovernanceEval.item("[1] Text.", GOOD);

    private static ArmResult run(EvalDefinition eval, List<List<String>> outputsByItem) {
        Graders graders = Graders.of(eval);
        List<ItemResult> items = new ArrayList<>();
        for (List<String> outputs : outputsByItem) {
            List<OutputResult> results = new ArrayList<>();
            for (String output : outputs) {
                results.add(answered(results.size(), output, graders.grade(ITEM, output)));
            }
            items.add(new ItemResult(
                    "item-" + (items.size() + 1), Optional.of("treasury"), results, graders.gradeRepeats(outputs)));
        }
        return new ArmResult(
                new ArmVariant(Arm.FEW_SHOT, "plain"),
                Digest.of(new byte[0]),
                Optional.empty(),
                eval.sampling().repeats(),
                items);
    }

    private static Answered answered(int repeat, String output, Map<String, Grading> gradings) {
        Digest digest = Digest.of(output.getBytes(StandardCharsets.UTF_8));
        return new Answered(repeat, digest, Optional.of(output), "stop", 10, 20, gradings);
    }

    @Test
    void passesAreCountedByItem() {
        EvalDefinition eval = GovernanceEval.withRepeats(3);
        ArmResult run = run(eval, List.of(List.of(GOOD, GOOD, "no"), List.of(GOOD, GOOD, GOOD)));

        ArmScores scores = run.scores(eval.criteria());

        assertThat(scores.require("complete").passes()).containsExactly(Map.entry("item-1", 2), Map.entry("item-2", 3));
        assertThat(scores.require("complete").repeats()).isEqualTo(3);
        assertThat(scores.require("stable")).as("an item is stable or not").isEqualTo(new Scores(1, stable()));
    }

    private static LinkedHashMap<String, Integer> stable() {
        LinkedHashMap<String, Integer> stable = new LinkedHashMap<>();
        stable.put("item-1", 0);
        stable.put("item-2", 1);
        return stable;
    }

    @Test
    void withOneRepeatStabilityIsNotMeasuredAndNeverPerfect() {
        EvalDefinition eval = GovernanceEval.definition();
        ArmResult run = run(eval, List.of(List.of(GOOD), List.of("no")));

        assertThat(run.measure(eval.requireCriterion("stable"))).isInstanceOf(Measurement.NotMeasured.class);
        assertThat(run.scores(eval.criteria()).find("stable")).isEmpty();
        assertThat(run.summaries(eval.criteria()).getLast()).satisfies(stable -> {
            assertThat(stable.passRate()).isEmpty();
            assertThat(stable.interval()).isEmpty();
            assertThat(stable.problem()).hasValue("not measured: one repeat an item says nothing about stable");
        });
    }

    @Test
    void anOutputThatCouldNotBeGradedMakesTheRunIncompleteAndIsNoFailure() {
        EvalDefinition eval = GovernanceEval.definition();
        Map<String, Grading> broken = new LinkedHashMap<>(Graders.of(eval).grade(ITEM, GOOD));
        broken.put("complete", new Ungradable("fields failed: out of ideas", Digest.of(new byte[1])));
        ArmResult whole = run(eval, List.of(List.of(GOOD)));
        ArmResult run =
                with(whole, new ItemResult("item-2", Optional.empty(), List.of(answered(0, GOOD, broken)), Map.of()));

        assertThat(run.incomplete(eval.criteria())).containsExactly("item 'item-2': fields failed: out of ideas");
        assertThat(run.measure(eval.requireCriterion("same"))).isInstanceOf(Measurement.Measured.class);
        assertThatThrownBy(() -> run.scores(eval.criteria()))
                .isInstanceOf(IncompleteRunException.class)
                .hasMessageStartingWith("few-shot (plain) is incomplete, so it decides nothing; run it again.");
    }

    @Test
    void anOutputThatNeverCameMakesTheRunIncomplete() {
        EvalDefinition eval = GovernanceEval.definition();
        ArmResult run = with(
                run(eval, List.of(List.of(GOOD))),
                new ItemResult(
                        "item-2", Optional.empty(), List.of(new Unanswered(0, "deadline of 60 s passed")), Map.of()));

        assertThat(run.incomplete(eval.criteria()))
                .containsExactly("item 'item-2', repeat 0: no output, deadline of 60 s passed");
    }

    @Test
    void aRunWithoutItemsIsIncompleteToo() {
        EvalDefinition eval = GovernanceEval.definition();

        assertThat(run(eval, List.of()).incomplete(eval.criteria())).containsExactly("the run has no items");
    }

    @Test
    void summariesCarryIntervalsAndMeanCounts() {
        EvalDefinition eval = GovernanceEval.definition();
        String invents = GOOD.replace("[1]", "[5]");
        ArmResult run = run(eval, List.of(List.of(GOOD), List.of(invents), List.of("no"), List.of(GOOD)));

        CriterionSummary sources = run.summaries(eval.criteria()).get(1);

        assertThat(sources.passRate().orElseThrow()).isEqualTo(0.5);
        assertThat(sources.interval().orElseThrow().contains(0.5)).isTrue();
        assertThat(sources.meanCounts().get("fabricated")).isCloseTo(0.25, within(1e-12));
        assertThat(sources.meanCounts().get("readable")).isCloseTo(0.75, within(1e-12));
    }

    @Test
    void keepsItsValueThroughJson() throws IOException {
        EvalDefinition eval = GovernanceEval.withRepeats(3);
        ArmResult whole = run(eval, List.of(List.of(GOOD, "no", "no")));
        ArmResult run = with(
                whole,
                new ItemResult(
                        "item-2",
                        Optional.empty(),
                        List.of(new Unanswered(0, "late"), new Unanswered(1, "late"), new Unanswered(2, "late")),
                        Map.of("stable", new Ungradable("stability: nothing to compare", Digest.of(new byte[1])))));

        byte[] json = ReportJson.write(List.of(run));

        assertThat(ReportJson.read(json)).containsExactly(run);
        assertThat(new String(json, StandardCharsets.UTF_8))
                .contains(
                        "\"outcome\":\"answered\"",
                        "\"outcome\":\"unanswered\"",
                        "\"result\":\"graded\"",
                        "\"across_repeats\":");
    }

    @Test
    void whateverAModelEscapesTheReportCanBeWritten() throws IOException {
        String source = "\\ud800\\u0000 " + "😀".repeat(400);
        ArmResult run = run(GovernanceEval.definition(), List.of(List.of(GOOD.replace("[1]", source))));

        assertThat(ReportJson.read(ReportJson.write(List.of(run)))).containsExactly(run);
        assertThat(run.items()
                        .getFirst()
                        .answered()
                        .findFirst()
                        .orElseThrow()
                        .gradings()
                        .toString())
                .contains("\ufffd\ufffd 😀");
    }

    @Test
    void theModelsWordsCanBeLeftOut() {
        ArmResult run = run(GovernanceEval.definition(), List.of(List.of("secret words")));

        assertThat(new String(ReportJson.write(List.of(run)), StandardCharsets.UTF_8))
                .contains("secret words");
        assertThat(new String(ReportJson.write(List.of(run.withoutTexts())), StandardCharsets.UTF_8))
                .doesNotContain("secret words");
        assertThat(run.withoutTexts().labels()).containsEntry("item-1", "treasury");
    }

    @Test
    void everyItemHasAllItsRepeats() {
        ItemResult one = new ItemResult("item-1", Optional.empty(), List.of(new Unanswered(0, "late")), Map.of());

        assertThatThrownBy(() -> new ArmResult(
                        new ArmVariant(Arm.ADAPTER, "sha256:1"),
                        Digest.of(new byte[0]),
                        Optional.empty(),
                        3,
                        List.of(one)))
                .hasMessage("items: expected 3 outputs of each, but 'item-1' has 1");
    }

    private static ArmResult with(ArmResult run, ItemResult item) {
        List<ItemResult> items = new ArrayList<>(run.items());
        items.add(item);
        return new ArmResult(run.run(), run.base(), run.adapter(), run.repeats(), items);
    }
}
