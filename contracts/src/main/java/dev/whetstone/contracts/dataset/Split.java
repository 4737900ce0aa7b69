package dev.whetstone.contracts.dataset;

import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Require;

/** One split as an artifact of JSON Lines; encrypted when {@link SplitName#sealed()}. */
public record Split(SplitName name, ArtifactRef artifact, int rows) {

    public Split {
        Require.present("name", name);
        Require.present("artifact", artifact);
        Require.atLeast("rows", rows, 0);
    }
}
