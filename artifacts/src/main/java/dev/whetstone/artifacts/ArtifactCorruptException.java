package dev.whetstone.artifacts;

import dev.whetstone.contracts.Digest;

/** The bytes at hand are not those that the digest names. They must not be used. */
public class ArtifactCorruptException extends ArtifactException {

    public ArtifactCorruptException(Digest digest, String how) {
        this(digest, how, null);
    }

    public ArtifactCorruptException(Digest digest, String how, Throwable cause) {
        super(digest + " is corrupt: " + how + "; put the original bytes again, which replaces it", cause);
    }
}
