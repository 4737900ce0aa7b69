package dev.whetstone.dataset.version;

import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.dataset.Split;
import dev.whetstone.contracts.dataset.SplitName;

/**
 * A split in the store.
 *
 * @param content digest of its lines before they were sealed
 */
public record WrittenSplit(SplitName name, int rows, Digest content, ArtifactRef artifact) {

    Split asEvent() {
        return new Split(name, artifact, rows);
    }
}
