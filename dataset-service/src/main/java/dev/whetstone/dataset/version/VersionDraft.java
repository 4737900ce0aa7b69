package dev.whetstone.dataset.version;

import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.contracts.dataset.SplitName;
import dev.whetstone.dataset.regression.RegressionRow;
import dev.whetstone.dataset.report.QualityReport;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * A version that is written to the store but not published.
 *
 * @param assignments where each key was put
 * @param failures new regression samples
 */
public record VersionDraft(
        TaskName task,
        Digest source,
        String origin,
        List<WrittenSplit> splits,
        QualityReport report,
        ArtifactRef reportRef,
        Map<String, SplitName> assignments,
        List<RegressionRow> failures) {

    public VersionDraft {
        splits = List.copyOf(splits);
        assignments = Map.copyOf(assignments);
        failures = List.copyOf(failures);
    }

    /** Over the lines of the four splits before sealing: the same rows give the same version. */
    Digest digest() {
        StringBuilder names = new StringBuilder();
        for (WrittenSplit split : splits) {
            names.append(split.name().label())
                    .append(' ')
                    .append(split.content())
                    .append('\n');
        }
        return Digest.of(names.toString().getBytes(StandardCharsets.UTF_8));
    }
}
