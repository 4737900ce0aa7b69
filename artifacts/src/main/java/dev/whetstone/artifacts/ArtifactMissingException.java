package dev.whetstone.artifacts;

import dev.whetstone.contracts.Digest;

/** The store holds no such artifact. */
public class ArtifactMissingException extends ArtifactException {

    public ArtifactMissingException(Digest digest, Object store) {
        super(digest + " is not in the store " + store
                + ": check that this process uses the same artifact store as the writer");
    }
}
