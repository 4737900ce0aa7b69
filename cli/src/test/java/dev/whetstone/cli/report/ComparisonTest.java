package dev.whetstone.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whetstone.cli.report.Evaluation.Arm;
import dev.whetstone.cli.report.Evaluation.Criterion;
import dev.whetstone.cli.report.LoopReport.Verdict;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

class ComparisonTest {

    private static Arm arm(String arm, String variant, double rate) {
        return new Arm(arm, variant, List.of(new Criterion("complete", OptionalDouble.of(rate), 0, 1, Map.of(), "")));
    }

    private static Evaluation evaluation(String id, String dataset, String eval, Arm... arms) {
        return new Evaluation(
                id, "candidate", "completed", "", dataset, eval, 40, 1, List.of(arms), Map.of(), List.of());
    }

    private static List<Comparison> compare(List<Evaluation> evaluations, Verdict... verdicts) {
        return Comparison.of(new LoopReport(
                "task",
                "",
                "2026-03-01T00:00:00Z",
                "",
                List.of(),
                evaluations,
                List.of(),
                List.of(),
                Arrays.asList(verdicts),
                List.of(),
                List.of(),
                List.of(),
                List.of()));
    }

    private static Verdict promoted(String adapter, String dataset) {
        return new Verdict("", adapter, "PROMOTED", List.of(), dataset, "");
    }

    @Test
    void runsOfOneVersionAndDefinitionStandTogetherBaselinesFirst() {
        Evaluation candidate = evaluation("2", "v1", "e1", arm("adapter", "a1", 0.9));
        Evaluation gate = evaluation("1", "v1", "e1", arm("few-shot", "plain", 0.2), arm("prompt-only", "plain", 0.1));

        List<Comparison> comparisons = compare(List.of(candidate, gate));

        assertThat(comparisons).hasSize(1);
        assertThat(comparisons.getFirst().arms())
                .extracting(Arm::arm)
                .containsExactly("prompt-only", "few-shot", "adapter");
        assertThat(comparisons.getFirst().bestBaseline("complete").orElseThrow().passRate())
                .hasValue(0.2);
    }

    @Test
    void resultsOfTwoDefinitionsAreNeverComparedWithEachOther() {
        assertThat(compare(List.of(
                        evaluation("1", "v1", "e1", arm("prompt-only", "plain", 0.1)),
                        evaluation("2", "v1", "e2", arm("adapter", "a1", 0.9)))))
                .hasSize(2);
    }

    @Test
    void thePromotedAdapterIsTheOneToSpeakOfAndNotTheBestOfAll() {
        Evaluation both = evaluation("1", "v1", "e1", arm("adapter", "a1", 0.9), arm("adapter", "a2", 0.95));

        assertThat(compare(List.of(both), promoted("a1", "v1"))
                        .getFirst()
                        .ofAdapter("complete")
                        .orElseThrow()
                        .passRate())
                .hasValue(0.9);
        assertThat(compare(List.of(both)).getFirst().adapter().orElseThrow().variant())
                .isEqualTo("a2");
    }

    @Test
    void whatWasPromotedLeadsThenTheNewest() {
        Evaluation first = evaluation("1", "v1", "e1", arm("adapter", "a1", 0.9));
        Evaluation second = evaluation("2", "v2", "e1", arm("adapter", "a1", 0.9), arm("adapter", "a2", 0.9));
        Evaluation third = evaluation("3", "v3", "e1", arm("adapter", "a3", 0.9));

        assertThat(compare(List.of(first, second, third), promoted("a1", "v1")))
                .extracting(Comparison::dataset)
                .containsExactly("v1", "v3", "v2");
    }
}
