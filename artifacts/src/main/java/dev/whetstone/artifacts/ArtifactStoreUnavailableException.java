package dev.whetstone.artifacts;

import dev.whetstone.contracts.PassesByItself;

/**
 * The store does not answer, or refuses everybody for now. Nothing is wrong with the artifact, and nothing was stored: the same call
 * works when the store is back.
 */
public final class ArtifactStoreUnavailableException extends ArtifactException implements PassesByItself {

    public ArtifactStoreUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
