package dev.whetstone.dataset.version;

import dev.whetstone.contracts.TaskName;
import dev.whetstone.contracts.dataset.SplitName;
import dev.whetstone.dataset.compare.Answers;
import dev.whetstone.dataset.compare.Duplicates;
import dev.whetstone.dataset.finding.Findings;
import dev.whetstone.dataset.ingest.IngestedRow;
import dev.whetstone.dataset.ingest.Upload;
import dev.whetstone.dataset.regression.RegressionRow;
import dev.whetstone.dataset.report.Distribution;
import dev.whetstone.dataset.report.QualityReport;
import dev.whetstone.dataset.report.SplitSummary;
import dev.whetstone.dataset.similarity.NearClusters;
import dev.whetstone.dataset.similarity.ShingleCache;
import dev.whetstone.dataset.split.Corpus;
import dev.whetstone.dataset.split.LeakCheck;
import dev.whetstone.dataset.split.NgramLeaks;
import dev.whetstone.dataset.split.SplitBalance;
import dev.whetstone.dataset.split.SplitPlan;
import dev.whetstone.dataset.split.SplitPlanner;
import dev.whetstone.dataset.task.TaskDefinition;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * An upload against itself and against what is known of its task, from rows to splits and a report.
 *
 * @param plan the split of each row of the corpus that is the upload's
 */
record Examination(Corpus corpus, SplitPlan plan, QualityReport report) {

    /** What earlier versions left behind. */
    record Known(Map<String, SplitName> splits, List<RegressionRow> regression) {}

    /** @param formatFindings of the single rows; not changed */
    static Examination of(
            TaskName task, TaskDefinition definition, Upload upload, Findings formatFindings, Known known) {
        Findings findings = formatFindings.copy();
        Corpus corpus = corpus(Duplicates.remove(upload.rows(), findings), upload, known.regression());
        List<IngestedRow> rows = corpus.uploadedRows();
        ShingleCache shingles = new ShingleCache(row -> corpus.read(row).askedText());
        NearClusters clusters =
                NearClusters.of(rows.stream().map(IngestedRow::bands).toList(), shingles);
        Answers.check(rows, clusters, !definition.label().isEmpty(), findings);
        SplitPlan plan =
                SplitPlanner.plan(definition.splits(), definition.salt(), rows, clusters, known.splits(), findings);
        LeakCheck.run(corpus, plan, shingles, findings);
        NgramLeaks.check(corpus, plan, findings);
        if (upload.read() > 0) {
            boolean named = rows.stream().anyMatch(row -> row.named().isPresent());
            SplitBalance.check(plan, definition.splits(), named, findings);
        }
        return new Examination(corpus, plan, report(task, upload, corpus, plan, findings));
    }

    private static Corpus corpus(List<IngestedRow> rows, Upload upload, List<RegressionRow> regression) {
        List<IngestedRow> all = new ArrayList<>(rows);
        regression.forEach(sample -> all.add(sample.summary()));
        return new Corpus(
                all,
                rows.size(),
                row -> row < rows.size()
                        ? upload.read(rows.get(row))
                        : regression.get(row - rows.size()).row());
    }

    private static QualityReport report(
            TaskName task, Upload upload, Corpus corpus, SplitPlan plan, Findings findings) {
        int all = corpus.uploaded()
                - dropped(plan)
                - plan.rows(SplitName.REGRESSION).size();
        List<SplitSummary> splits = Arrays.stream(SplitName.values())
                .map(split -> SplitSummary.of(split, rows(corpus, plan, split), all))
                .toList();
        return QualityReport.of(
                task,
                upload.digest(),
                "upload",
                new QualityReport.Rows(
                        upload.read(), all + plan.rows(SplitName.REGRESSION).size()),
                splits,
                Distribution.of(corpus.uploadedRows()),
                findings);
    }

    private static int dropped(SplitPlan plan) {
        return (int) IntStream.range(0, plan.size())
                .filter(row -> plan.of(row).isEmpty())
                .count();
    }

    /** Of the regression split: those of the upload and those there were. */
    private static List<IngestedRow> rows(Corpus corpus, SplitPlan plan, SplitName split) {
        List<IngestedRow> rows = new ArrayList<>(
                plan.rows(split).stream().map(row -> corpus.rows().get(row)).toList());
        if (split == SplitName.REGRESSION) {
            rows.addAll(corpus.rows().subList(corpus.uploaded(), corpus.rows().size()));
        }
        return rows;
    }
}
