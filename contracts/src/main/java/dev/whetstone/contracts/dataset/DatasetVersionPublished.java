package dev.whetstone.contracts.dataset;

import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.Require;
import dev.whetstone.contracts.TaskName;

import java.util.List;

/**
 * A checked, split, immutable dataset version.
 *
 * @param version digest of its four splits' rows before sealing: the same rows give the same version
 * @param number counts the task's versions from 1
 * @param splits all four, in the order of {@link SplitName}
 * @param report the quality report, JSON
 */
public record DatasetVersionPublished(TaskName task, Digest version, int number, List<Split> splits, ArtifactRef report)
        implements DatasetEvent {

    public DatasetVersionPublished {
        Require.present("task", task);
        Require.present("version", version);
        Require.atLeast("number", number, 1);
        splits = Require.copy("splits", splits);
        if (!splits.stream().map(Split::name).toList().equals(List.of(SplitName.values()))) {
            throw new IllegalArgumentException("splits: expected train, validation, test, regression, but got "
                    + splits.stream().map(s -> s.name().label()).toList());
        }
        Require.present("report", report);
    }

    public Split split(SplitName name) {
        return splits.get(name.ordinal());
    }
}
