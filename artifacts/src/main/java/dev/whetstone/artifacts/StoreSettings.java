package dev.whetstone.artifacts;

import dev.whetstone.artifacts.s3.S3ArtifactStore;
import dev.whetstone.artifacts.s3.S3Settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * Where artifacts lie, as an operator says it: the one way in which services, workers and tools choose their store. Plain data without
 * secrets, which a service may hand to its workers as JSON. Either a directory or a bucket is set.
 */
public record StoreSettings(Optional<Path> directory, Optional<S3Settings> s3) {

    static final String DIRECTORY = "whetstone.artifacts.directory";

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    public StoreSettings {
        directory = directory.map(Path::toAbsolutePath);
        if (directory.isPresent() && s3.isPresent()) {
            throw new IllegalArgumentException("two artifact stores are set, " + DIRECTORY + " (" + directory.get()
                    + ") and " + S3Settings.BUCKET + " (" + s3.get().bucket() + "): unset one of them");
        }
        if (directory.isEmpty() && s3.isEmpty()) {
            throw new IllegalArgumentException("no artifact store is set: set " + DIRECTORY
                    + " to a directory that all services share, or " + S3Settings.BUCKET + " to a bucket");
        }
    }

    public static StoreSettings ofDirectory(Path directory) {
        return new StoreSettings(Optional.of(directory), Optional.empty());
    }

    public static StoreSettings ofS3(S3Settings s3) {
        return new StoreSettings(Optional.empty(), Optional.of(s3));
    }

    /** @param lookup a setting's value by its full name, as configurations, environments and maps have it */
    public static StoreSettings from(Function<String, Optional<String>> lookup) {
        return new StoreSettings(lookup.apply(DIRECTORY).map(Path::of), S3Settings.from(lookup));
    }

    /** For whoever has somebody waiting, or is called again: a store that is away is said so within seconds. */
    public ArtifactStore open() {
        return open(PATIENCE);
    }

    /** @param patience how long a call goes on trying while a store on the network is away, roughly */
    public ArtifactStore open(Duration patience) {
        return s3.<ArtifactStore>map(settings -> S3ArtifactStore.open(settings, patience))
                .orElseGet(() -> new DirectoryArtifactStore(directory.orElseThrow()));
    }
}
