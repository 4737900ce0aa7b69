package dev.whetstone.artifacts;

/** A sealed artifact could not be opened, or a sealing key is unusable: wrong key, no key, or not sealed at all. */
public class SealedArtifactException extends ArtifactException {

    public SealedArtifactException(String message) {
        super(message);
    }

    public SealedArtifactException(String message, Throwable cause) {
        super(message, cause);
    }
}
