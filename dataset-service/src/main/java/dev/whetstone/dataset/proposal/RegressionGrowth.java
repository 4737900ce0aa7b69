package dev.whetstone.dataset.proposal;

import dev.whetstone.artifacts.ArtifactStore;
import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.dataset.SplitName;
import dev.whetstone.dataset.finding.Check;
import dev.whetstone.dataset.finding.Findings;
import dev.whetstone.dataset.finding.Place;
import dev.whetstone.dataset.regression.RegressionRow;
import dev.whetstone.dataset.report.Distribution;
import dev.whetstone.dataset.report.QualityReport;
import dev.whetstone.dataset.report.ReportJson;
import dev.whetstone.dataset.report.SplitSummary;
import dev.whetstone.dataset.version.SplitWriter;
import dev.whetstone.dataset.version.Version;
import dev.whetstone.dataset.version.VersionDraft;
import dev.whetstone.dataset.version.WrittenSplit;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/**
 * The next version after new failures: the regression split with them, train and validation without what they make untrainable, the
 * sealed test split as it is.
 */
@Singleton
class RegressionGrowth {

    private final SplitWriter splits;
    private final ArtifactStore store;

    @Inject
    RegressionGrowth(SplitWriter splits, ArtifactStore store) {
        this.splits = splits;
        this.store = store;
    }

    VersionDraft draft(Version before, Digest source, List<RegressionRow> known, List<RegressionRow> added) {
        Untrainable untrainable = new Untrainable(added);
        Findings findings = new Findings(List.of(), LocalDate.EPOCH);
        List<WrittenSplit> written = new ArrayList<>();
        for (SplitName name : List.of(SplitName.TRAIN, SplitName.VALIDATION)) {
            written.add(without(untrainable, before.split(name), findings));
        }
        written.add(before.split(SplitName.TEST));
        written.add(splits.writeRegression(known, added, Optional.of(before)));
        QualityReport report = report(before, source, written, findings);
        ArtifactRef reportRef = store.put(ReportJson.of(report));
        return new VersionDraft(before.task(), source, report.origin(), written, report, reportRef, Map.of(), added);
    }

    private WrittenSplit without(Untrainable untrainable, WrittenSplit split, Findings findings) {
        List<String> remaining = untrainable.remaining(store, split);
        for (int gone = remaining.size(); gone < split.rows(); gone++) {
            findings.addDropped(
                    Check.LEAK_REGRESSION,
                    Place.WHOLE_FILE,
                    "a row of " + split.name().label() + " that has failed");
        }
        if (remaining.size() == split.rows()) {
            return split;
        }
        return splits.write(split.name(), remaining.size(), Optional.of(split), remaining::iterator);
    }

    private static QualityReport report(Version before, Digest source, List<WrittenSplit> written, Findings findings) {
        int read = before.splits().stream().mapToInt(WrittenSplit::rows).sum();
        int kept = written.stream().mapToInt(WrittenSplit::rows).sum();
        int counted = kept - written.get(SplitName.REGRESSION.ordinal()).rows();
        List<SplitSummary> summaries = written.stream()
                .map(split -> new SplitSummary(
                        split.name().label(),
                        split.rows(),
                        split.name() == SplitName.REGRESSION || counted == 0 ? 0 : (double) split.rows() / counted,
                        Map.of()))
                .toList();
        return QualityReport.of(
                before.task(),
                source,
                "regression",
                new QualityReport.Rows(Math.max(read, kept), kept),
                summaries,
                Distribution.of(List.of()),
                findings);
    }
}
