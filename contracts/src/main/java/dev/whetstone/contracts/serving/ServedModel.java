package dev.whetstone.contracts.serving;

import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.Require;

import java.util.Optional;

/**
 * What an alias points at.
 *
 * @param base digest of the base model's directory
 * @param adapter empty when the base itself is served
 */
public record ServedModel(Digest base, Optional<ArtifactRef> adapter) {

    public ServedModel {
        Require.present("base", base);
        Require.present("adapter", adapter);
    }

    public Optional<Digest> adapterDigest() {
        return adapter.map(ArtifactRef::digest);
    }
}
