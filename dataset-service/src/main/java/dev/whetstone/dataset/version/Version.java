package dev.whetstone.dataset.version;

import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.contracts.dataset.SplitName;

import java.time.Instant;
import java.util.List;

/**
 * A published version.
 *
 * @param source digest of the upload, or of the samples that it grew by
 * @param origin {@code upload} or {@code regression}
 * @param findings what its checks found and let pass
 */
public record Version(
        TaskName task,
        int number,
        Digest digest,
        Digest source,
        String origin,
        List<WrittenSplit> splits,
        List<FindingView> findings,
        ArtifactRef report,
        Instant createdAt) {

    public WrittenSplit split(SplitName name) {
        return splits.get(name.ordinal());
    }
}
