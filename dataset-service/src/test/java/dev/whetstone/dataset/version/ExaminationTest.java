package dev.whetstone.dataset.version;

import static dev.whetstone.dataset.Samples.TASK;
import static dev.whetstone.dataset.Samples.definition;
import static dev.whetstone.dataset.Samples.lines;
import static dev.whetstone.dataset.Samples.prose;
import static dev.whetstone.dataset.Samples.row;
import static dev.whetstone.dataset.Samples.rows;
import static org.assertj.core.api.Assertions.assertThat;

import dev.whetstone.contracts.dataset.SplitName;
import dev.whetstone.dataset.Samples;
import dev.whetstone.dataset.finding.Findings;
import dev.whetstone.dataset.finding.Waiver;
import dev.whetstone.dataset.ingest.Upload;
import dev.whetstone.dataset.regression.RegressionRow;
import dev.whetstone.dataset.report.CheckResult;
import dev.whetstone.dataset.report.QualityReport;
import dev.whetstone.dataset.report.ReportJson;
import dev.whetstone.dataset.task.TaskDefinition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

class ExaminationTest {

    private static final String PROMPT = prose(new Random(42), 60);

    private final List<String> data = new ArrayList<>(rows("r", 60, 1));

    @Test
    void cleanDataPassesAndEveryCheckIsInTheReport() {
        QualityReport report = examine();

        assertThat(report.verdict()).isEqualTo("published");
        assertThat(report.rows()).isEqualTo(new QualityReport.Rows(60, 60));
        assertThat(report.checks()).extracting(CheckResult::code).contains("leak.near", "json.malformed", "secret");
        assertThat(report.checks()).allMatch(check -> check.count() == 0);
        assertThat(report.splits())
                .extracting(split -> split.name() + " " + split.rows())
                .containsExactly("train 30", "validation 12", "test 18", "regression 0");
    }

    @Test
    void exactDuplicatesAreDroppedAndCounted() {
        data.add(data.getFirst().replace("\"r-0\"", "\"again\""));
        data.add(data.getFirst());

        QualityReport report = examine();

        assertThat(check(report, "dup.exact").dropped()).isEqualTo(2);
        assertThat(check(report, "dup.exact").samples().getFirst().note()).contains("line 1");
        assertThat(report.rows().kept()).isEqualTo(60);
        assertThat(report.rejected()).isFalse();
    }

    @Test
    void oneIdForTwoRowsIsRefused() {
        data.add(row("r-5", PROMPT, "answer"));

        assertThat(check(examine(), "id.duplicate").blocking()).isEqualTo(1);
    }

    @Test
    void onePromptWithTwoAnswersIsRefusedUntilItIsWaived() {
        data.add(row("yes", PROMPT, "Yes."));
        data.add(row("no", PROMPT.toUpperCase(Locale.ROOT) + "  ", "No."));

        QualityReport report = examine();

        assertThat(check(report, "label.conflict").blocking()).isEqualTo(1);
        assertThat(report.message()).contains("label.conflict in 1 row");
        assertThat(report.whatToDo()).contains("decide which answer is wanted");
        assertThat(check(examine(waiver("label.conflict", "no", 1)), "label.conflict")
                        .waived())
                .isEqualTo(1);
        assertThat(examine(waiver("label.conflict", "no", 0)).rejected()).isFalse();
        assertThat(examine(waiver("label.conflict", "no", -1)).rejected()).isTrue();
        assertThat(examine(waiver("label.conflict", "yes", 1)).rejected()).isTrue();
    }

    @Test
    void nearDuplicatesAreReportedAndKeptInOneSplit() {
        data.add(row("one", PROMPT + " first", "a"));
        data.add(row("two", PROMPT + " second", "b"));

        QualityReport report = examine();

        assertThat(check(report, "dup.prompt_near").count()).isEqualTo(1);
        assertThat(check(report, "leak.near").count()).isZero();
        assertThat(report.rejected()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "%s and more", "  %s\\n"})
    void aPromptInTwoNamedSplitsIsALeak(String shape) {
        data.add(row("held", PROMPT, "a", "split", "test"));
        data.add(row("leaky", shape.formatted(PROMPT), "a b", "split", "train"));

        QualityReport report = examine(waiver("label.conflict", "leaky", 1));

        CheckResult leak = check(report, shape.contains("more") ? "leak.near" : "leak.exact");
        assertThat(leak.blocking()).isEqualTo(1);
        assertThat(leak.samples().getFirst())
                .returns("leaky", CheckResult.Sample::row)
                .returns(62L, CheckResult.Sample::line);
        assertThat(leak.samples().getFirst().note()).contains("held (test, line 61)");
        assertThat(report.rejected()).isTrue();
    }

    @Test
    void theSameRowInTwoNamedSplitsIsALeakAndNoDuplicate() {
        data.add(row("held", PROMPT, "a", "split", "test"));
        data.add(row("held", PROMPT, "a", "split", "validation"));

        assertThat(check(examine(), "leak.exact").blocking()).isEqualTo(1);
    }

    @Test
    void aShortPromptLeaksToo() {
        data.add(row("held", "Why not?", "a", "split", "test"));
        data.add(row("leaky", "why  NOT?", "a", "split", "train"));

        assertThat(check(examine(), "leak.exact").blocking()).isEqualTo(1);
    }

    @Test
    void aGroupInTwoNamedSplitsIsALeak() {
        data.addAll(rows("held", 2, 8, "group", "g", "split", "test"));
        data.addAll(rows("leaky", 3, 9, "group", "g", "split", "validation"));

        assertThat(check(examine(), "leak.group").blocking()).isEqualTo(3);
    }

    @Test
    void thirteenWordsInARowAreReported() {
        String quotation = prose(new Random(50), 14);
        data.add(row("held", prose(new Random(51), 50) + " " + quotation, "a", "split", "test"));
        data.add(row("quoting", quotation + " " + prose(new Random(52), 50), "b", "split", "train"));

        QualityReport report = examine();

        assertThat(check(report, "leak.ngram13").samples()).singleElement().returns("held", CheckResult.Sample::row);
        assertThat(report.rejected()).isFalse();
    }

    @Test
    void aPhraseThatManyRowsShareIsNoLeak() {
        String phrase = prose(new Random(50), 14);
        for (int i = 0; i < 30; i++) {
            data.add(row("p" + i, prose(new Random(100 + i), 60) + " n" + i + " " + phrase, "answer " + i));
        }

        assertThat(check(examine(), "leak.ngram13").samples()).isEmpty();
    }

    @Test
    void whatHasFailedOnceIsUntrainableForEver() {
        // Given: one of the rows, and nearly another one, have become regression samples
        List<RegressionRow> regression = List.of(
                RegressionRow.read(data.get(3)),
                RegressionRow.read(data.get(7).replaceFirst("\"user\",\"content\":\"", "$0well ")));

        // When
        Examined examined = examine(data, definition(), Map.of(), regression);

        // Then
        assertThat(check(examined.report(), "leak.regression").dropped()).isLessThanOrEqualTo(2);
        assertThat(examined.trained()).doesNotContain("r-3", "r-7").hasSizeGreaterThan(35);
        assertThat(examined.report().splits().get(3).rows()).isEqualTo(2);
        assertThat(examined.report().rejected()).isFalse();
    }

    @Test
    void aRegressionSampleThatNamesTheTrainSplitIsRefused() {
        data.add(row("stubborn", PROMPT, "a", "split", "train"));

        QualityReport report = examine(
                        data, definition(), Map.of(), List.of(RegressionRow.read(row("x", PROMPT, "other"))))
                .report();

        assertThat(check(report, "leak.regression").blocking()).isEqualTo(1);
        assertThat(check(report, "leak.regression").whatToDo()).contains("remove it from train");
    }

    @Test
    void aNewRowBetweenAHeldOutAndATrainingRowCostsTheTrainingRow() {
        // Given: a and c are not near to each other, b is near to both
        String[] words = prose(new Random(60), 100).split(" ");
        String a = String.join(" ", words);
        words[20] = "x";
        String b = String.join(" ", words);
        words[50] = "y";
        words[60] = "y";
        String c = String.join(" ", words);
        data.add(row("a", a, "1", "split", "train"));
        data.add(row("c", c, "3", "split", "test"));
        data.add(row("b", b, "2"));

        // When
        Examined examined = examine(data, definition(), Map.of(), List.of());

        // Then: b is held out with c, and a, which says that it is to be trained on, is a leak
        assertThat(examined.trained()).doesNotContain("b");
        assertThat(check(examined.report(), "leak.near").samples()).first().returns("a", CheckResult.Sample::row);
    }

    @Test
    void aStaleFactIsRefusedUntilItIsWaived() {
        data.add(row("stale", PROMPT, "As of 2024 it holds 4,200 ETH."));

        assertThat(examine().blocking()).extracting(finding -> finding.code()).contains("stale.year", "stale.balance");
        assertThat(examine(waiver("stale.year", "", 30), waiver("stale.balance", "stale", 30))
                        .rejected())
                .isFalse();
    }

    @Test
    void aSplitWithoutRowsIsRefused() {
        data.clear();
        data.addAll(rows("r", 10, 1, "split", "train"));

        QualityReport report = examine();

        assertThat(check(report, "split.empty").blocking()).isEqualTo(2);
        assertThat(check(report, "split.empty").samples().getFirst().note()).contains("validation has no rows");
    }

    @Test
    void oneAnswerForNearlyEverythingIsReported() {
        for (int i = 0; i < 80; i++) {
            data.add(row("same" + i, prose(new Random(200 + i), 40), "No risk."));
        }

        assertThat(check(examine(), "target.monoculture").count()).isEqualTo(1);
    }

    @Test
    void theReportIsReadableAndNamesItsContent() {
        data.add("{\"messages\":[}");
        QualityReport report = examine();

        String json = new String(ReportJson.of(report), StandardCharsets.UTF_8);

        assertThat(json)
                .contains(
                        "\"verdict\" : \"rejected\"", "\"what_to_do\"", "\"content_hash\" : \"sha256:", "\"line\" : 61")
                .isEqualTo(new String(ReportJson.of(examine()), StandardCharsets.UTF_8));
    }

    @Test
    void aReportNeverQuotesARow() {
        data.add(row("held", PROMPT, "canary answer", "split", "test"));
        data.add(row("leaky", PROMPT, "other canary answer", "split", "train"));
        data.add("canary not json");

        assertThat(new String(ReportJson.of(examine()), StandardCharsets.UTF_8))
                .doesNotContain("canary", PROMPT.substring(0, 20));
    }

    private static Waiver waiver(String code, String row, int days) {
        return new Waiver(code, row, "tested", Samples.TODAY.plusDays(days));
    }

    private static CheckResult check(QualityReport report, String code) {
        return report.checks().stream()
                .filter(check -> check.code().equals(code))
                .findFirst()
                .orElseThrow();
    }

    private record Examined(QualityReport report, List<String> trained) {}

    private QualityReport examine(Waiver... waivers) {
        return examine(data, definition(waivers), Map.of(), List.of()).report();
    }

    private static Examined examine(
            List<String> rows,
            TaskDefinition definition,
            Map<String, SplitName> known,
            List<RegressionRow> regression) {
        Findings findings = new Findings(definition.waivers(), LocalDate.of(2026, 11, 22));
        try (Upload upload = Samples.receive(lines(rows), definition, findings)) {
            Examination examination =
                    Examination.of(TASK, definition, upload, findings, new Examination.Known(known, regression));
            List<String> trained = new ArrayList<>();
            for (SplitName split : List.of(SplitName.TRAIN, SplitName.VALIDATION)) {
                examination
                        .plan()
                        .rows(split)
                        .forEach(row ->
                                trained.add(examination.corpus().rows().get(row).id()));
            }
            return new Examined(examination.report(), trained);
        }
    }
}
