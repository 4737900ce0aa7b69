package dev.whetstone.dataset.version;

import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.dataset.SplitName;
import dev.whetstone.dataset.ingest.IngestedRow;
import dev.whetstone.dataset.ingest.Upload;
import dev.whetstone.dataset.regression.RegressionRow;
import dev.whetstone.dataset.row.LabelRule;
import dev.whetstone.dataset.split.SplitKey;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Writes the splits of an upload that has passed. Rows stand in order of their ids: the order of the file makes no other version. */
@Singleton
class DraftWriter {

    private final SplitWriter splits;

    @Inject
    DraftWriter(SplitWriter splits) {
        this.splits = splits;
    }

    VersionDraft write(
            Examination examination,
            Upload upload,
            Examination.Known known,
            Optional<Version> before,
            ArtifactRef reportRef) {
        List<WrittenSplit> written = new ArrayList<>();
        for (SplitName name : List.of(SplitName.TRAIN, SplitName.VALIDATION, SplitName.TEST)) {
            List<IngestedRow> rows = rows(examination, name);
            written.add(splits.write(
                    name,
                    rows.size(),
                    before.map(version -> version.split(name)),
                    () -> rows.stream()
                            .map(row -> upload.read(row).line(row.label()))
                            .iterator()));
        }
        List<RegressionRow> failures = failures(examination, upload, known.regression());
        written.add(splits.writeRegression(known.regression(), failures, before));
        return new VersionDraft(
                examination.report().task(),
                upload.digest(),
                examination.report().origin(),
                written,
                examination.report(),
                reportRef,
                assignments(examination),
                failures);
    }

    private static List<IngestedRow> rows(Examination examination, SplitName name) {
        return examination.plan().rows(name).stream()
                .map(row -> examination.corpus().rows().get(row))
                .sorted(Comparator.comparing(IngestedRow::id))
                .toList();
    }

    private static List<RegressionRow> failures(Examination examination, Upload upload, List<RegressionRow> known) {
        List<RegressionRow> named = rows(examination, SplitName.REGRESSION).stream()
                .map(row -> RegressionRow.of(upload.read(row), new LabelRule("")))
                .toList();
        return RegressionRow.newOnes(known, named);
    }

    private static Map<String, SplitName> assignments(Examination examination) {
        Map<String, SplitName> assignments = new HashMap<>();
        for (int row = 0; row < examination.plan().size(); row++) {
            IngestedRow ingested = examination.corpus().rows().get(row);
            examination.plan().of(row).ifPresent(split -> assignments.put(SplitKey.of(ingested), split));
        }
        return assignments;
    }
}
