package dev.whetstone.artifacts;

/** An artifact could not be stored or read. The message names the digest or the place, and what to do. */
public class ArtifactException extends RuntimeException {

    public ArtifactException(String message) {
        super(message);
    }

    public ArtifactException(String message, Throwable cause) {
        super(message, cause);
    }
}
