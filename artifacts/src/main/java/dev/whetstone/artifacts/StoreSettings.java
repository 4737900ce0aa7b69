package dev.whetstone.artifacts;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/**
 * Where artifacts lie, as an operator says it: the one way in which services, workers and tools choose their store. Plain data without
 * secrets, which a service may hand to its workers as JSON.
 */
public record StoreSettings(Optional<Path> directory) {

    static final String DIRECTORY = "whetstone.artifacts.directory";

    public StoreSettings {
        directory = directory.map(Path::toAbsolutePath);
        if (directory.isEmpty()) {
            throw new IllegalArgumentException(
                    "no artifact store is set: set " + DIRECTORY + " to a directory that all services share");
        }
    }

    public static StoreSettings ofDirectory(Path directory) {
        return new StoreSettings(Optional.of(directory));
    }

    /** @param lookup a setting's value by its full name, as configurations, environments and maps have it */
    public static StoreSettings from(Function<String, Optional<String>> lookup) {
        return new StoreSettings(lookup.apply(DIRECTORY).map(Path::of));
    }

    public ArtifactStore open() {
        return new DirectoryArtifactStore(directory.orElseThrow());
    }
}
