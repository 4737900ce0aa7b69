package dev.whetstone.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;

class LoopEvidenceTest {

    private final LoopReport report = SampleLoop.report();

    @Test
    void listsAreInTheOrderInWhichThingsHappened() {
        assertThat(report.datasets())
                .extracting(LoopReport.DatasetVersion::number)
                .containsExactly(1, 2);
        assertThat(report.evaluations()).extracting(Evaluation::kind).containsExactly("gate", "candidate");
        assertThat(report.trainings()).extracting(Training::trigger).containsExactly("decision", "regression");
        assertThat(report.verdicts())
                .extracting(LoopReport.Verdict::verdict)
                .containsExactly("PROMOTED", "INCONCLUSIVE");
        assertThat(report.aliasMoves())
                .extracting(LoopReport.AliasMove::revision)
                .containsExactly(1L, 2L, 3L, 4L);
        assertThat(report.aliasMoves().getFirst().model()).isEqualTo("the base");
        assertThat(report.aliasMoves().getFirst().candidate()).isEqualTo(SampleLoop.digest("adapter-1"));
    }

    @Test
    void everyItemHasTheAnswersOfAllRunsOfAllEvaluations() {
        Item first = report.items().getFirst();

        assertThat(report.items()).hasSize(40);
        assertThat(first.id()).isEqualTo("gov-001");
        assertThat(first.answers())
                .extracting(Item.Answer::run)
                .containsExactly(
                        "prompt-only, plain",
                        "prompt-only, strict",
                        "few-shot, plain",
                        "few-shot, strict",
                        "adapter " + Brief.of(SampleLoop.digest("adapter-1")));
        assertThat(first.answers().getFirst().outputs()).hasSize(3);
        assertThat(first.answers().getFirst().passes().get("complete")).isEqualTo(new Item.Passes(0, 3));
        assertThat(first.answers().getFirst().passes().get("stable").of())
                .as("judged once for all repeats")
                .isEqualTo(1);
        assertThat(first.answers().getFirst().notes()).contains("complete: [7] is not among the given [1, 2] <b>");
        assertThat(first.input()).startsWith("Proposal 1\n[1] We ask for money.");
    }

    @Test
    void anOutputThatNeverCameIsSaidAndNotCounted() {
        Item last = report.items().getLast();

        assertThat(last.answers().getLast().outputs()).containsOnly("(no output: deadline of 60 s passed)");
        assertThat(last.answers().getLast().passes()).doesNotContainKey("complete");
    }

    @Test
    void whatIsNotMeasuredHasNoRate() {
        Evaluation.Criterion stable =
                report.evaluations().getFirst().arms().getFirst().find("stable").orElseThrow();

        assertThat(stable.passRate()).isEmpty();
        assertThat(stable.problem()).startsWith("not measured");
        assertThat(report.evaluations().getFirst().targets().get("complete"))
                .isEqualTo(new Evaluation.Target(0.9, true));
    }

    @Test
    void everyDigestIsThereOnceUnderItsFirstName() {
        assertThat(report.digests())
                .extracting(LoopReport.NamedDigest::digest)
                .doesNotHaveDuplicates()
                .contains(
                        SampleLoop.digest("v1"),
                        SampleLoop.digest("v2"),
                        SampleLoop.digest("train"),
                        SampleLoop.digest("eval"),
                        SampleLoop.digest("base"),
                        SampleLoop.digest("adapter-1"),
                        SampleLoop.digest("adapter-2"),
                        SampleLoop.digest("spoiled"),
                        SampleLoop.digest("decision"),
                        SampleLoop.digest("verdict"),
                        SampleLoop.digest("grader complete"));
        assertThat(report.digests())
                .contains(
                        new LoopReport.NamedDigest("dataset version 1, train split", SampleLoop.digest("train")),
                        new LoopReport.NamedDigest("base model smollm2-135m-instruct", SampleLoop.digest("base")),
                        new LoopReport.NamedDigest("adapter, stable at revision 3", SampleLoop.digest("spoiled")));
    }

    @Test
    void aTaskThatHasJustBegunHasAReportToo() {
        LoopReport begun = LoopEvidence.report("", SampleLoop.tree("{\"task\":\"new\"}"), List.of(), Instant.EPOCH);

        assertThat(begun.datasets()).isEmpty();
        assertThat(LoopPage.html(begun)).contains("<h1>new</h1>", "none yet");
    }

    @Test
    void keepsItsValueThroughJson() throws JsonProcessingException {
        String json = report.json();

        assertThat(json).contains("\"best_validation_loss\"", "\"mean_counts\"", "\"alias_moves\"");
        assertThat(LoopReport.read(json)).isEqualTo(report);
    }
}
