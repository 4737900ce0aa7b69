package dev.whetstone.artifacts;

import dev.whetstone.contracts.Digest;

import java.util.Optional;

/** The bytes at hand are not those that the digest names. They must not be used. */
public class ArtifactCorruptException extends ArtifactException {

    public ArtifactCorruptException(Digest digest, String how) {
        this(digest, how, null);
    }

    public ArtifactCorruptException(Digest digest, String how, Throwable cause) {
        this(digest, how, "put the original bytes again, which replaces it", cause);
    }

    public ArtifactCorruptException(Digest digest, String how, String whatToDo, Throwable cause) {
        super(digest + " is corrupt: " + how + "; " + whatToDo, cause);
    }

    /** @throws ArtifactCorruptException when {@code found}, the digest of what is to be stored, is another than the one announced */
    public static void requireExpected(Optional<Digest> expected, Digest found) {
        if (expected.isPresent() && !expected.get().equals(found)) {
            throw new ArtifactCorruptException(expected.get(), "the bytes to store hash to " + found);
        }
    }
}
