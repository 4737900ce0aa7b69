package dev.whetstone.dataset.version;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whetstone.contracts.dataset.SplitName;
import dev.whetstone.dataset.Samples;
import dev.whetstone.dataset.finding.Findings;
import dev.whetstone.dataset.ingest.Upload;
import dev.whetstone.dataset.report.CheckResult;
import dev.whetstone.dataset.report.QualityReport;
import dev.whetstone.dataset.report.SplitSummary;
import dev.whetstone.dataset.row.RowKind;
import dev.whetstone.dataset.row.TargetKind;
import dev.whetstone.dataset.split.SplitShares;
import dev.whetstone.dataset.task.TaskDefinition;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The task pack of the demo under its own definition: real prose, no rows made for these checks. */
class ExamplePackTest {

    private static final Path PACK = Path.of("..", "examples", "governance-summary");
    private static final TaskDefinition DEFINITION = new TaskDefinition(
            "",
            RowKind.CHAT,
            TargetKind.JSON,
            "/risks/0/category",
            new SplitShares(0.44, 0.12, 0.44),
            "1",
            600,
            List.of());

    @Test
    void theProposalsPassAndLeaveEnoughToTestOn() throws IOException {
        QualityReport report = examine("proposals.jsonl");

        assertThat(report.message()).isEqualTo("100 of 100 rows are in the splits");
        assertThat(report.checks().stream().filter(check -> check.count() > 0).map(CheckResult::code))
                .isEmpty();
        assertThat(report.splits().get(SplitName.TEST.ordinal()).rows()).isBetween(43, 45);
        SplitSummary train = report.splits().get(SplitName.TRAIN.ordinal());
        assertThat(train.labels()).hasSizeGreaterThanOrEqualTo(8);
    }

    @Test
    void theLeakyFileIsRefusedForItsLeaks() throws IOException {
        QualityReport report = examine("leaky.jsonl");

        assertThat(report.rejected()).isTrue();
        assertThat(report.blocking())
                .extracting(finding -> finding.code())
                .contains("leak.exact", "leak.near", "leak.group", "label.conflict", "secret", "stale.year");
    }

    private static QualityReport examine(String file) throws IOException {
        Findings findings = Samples.findings();
        try (InputStream body = Files.newInputStream(PACK.resolve(file));
                Upload upload = Samples.receive(body, DEFINITION, findings)) {
            return Examination.of(
                            Samples.TASK, DEFINITION, upload, findings, new Examination.Known(Map.of(), List.of()))
                    .report();
        }
    }
}
