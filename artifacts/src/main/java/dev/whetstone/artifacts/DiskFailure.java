package dev.whetstone.artifacts;

import java.io.IOException;
import java.nio.file.Path;

/** Says in words what the disk refused. */
public final class DiskFailure {

    private DiskFailure() {}

    public static ArtifactException of(String what, Path where, IOException cause) {
        String reason = String.valueOf(cause.getMessage());
        if (reason.contains("No space left on device") || reason.contains("Disk quota exceeded")) {
            return new ArtifactStoreFullException(
                    "no disk space: could not " + what
                            + "; free some space on that disk or move the artifact directory",
                    cause);
        }
        return new ArtifactException(
                "could not " + what + ": " + cause + "; check the disk and the rights of " + where, cause);
    }
}
