package dev.whetstone.artifacts;

/** No disk space for an artifact. Nothing of it was left behind. */
public class ArtifactStoreFullException extends ArtifactException {

    public ArtifactStoreFullException(String message, Throwable cause) {
        super(message, cause);
    }
}
