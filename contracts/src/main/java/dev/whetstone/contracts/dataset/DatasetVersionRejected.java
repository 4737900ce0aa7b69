package dev.whetstone.contracts.dataset;

import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.Require;
import dev.whetstone.contracts.TaskName;

import java.util.List;

/**
 * Data that did not pass its checks; no version came of it.
 *
 * @param upload digest of the bytes received
 * @param findings the blocking ones, by code
 */
public record DatasetVersionRejected(TaskName task, Digest upload, List<Finding> findings, ArtifactRef report)
        implements DatasetEvent {

    public DatasetVersionRejected {
        Require.present("task", task);
        Require.present("upload", upload);
        findings = Require.copy("findings", findings);
        Require.present("report", report);
    }

    /** A check's code, such as {@code leak.near}, and how many rows it found. */
    public record Finding(String code, int rows) {

        public Finding {
            Require.text("code", code);
            Require.atLeast("rows", rows, 1);
        }
    }
}
