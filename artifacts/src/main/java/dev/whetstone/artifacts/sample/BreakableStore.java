package dev.whetstone.artifacts.sample;

import dev.whetstone.artifacts.ArtifactStore;
import dev.whetstone.artifacts.ArtifactStoreUnavailableException;
import dev.whetstone.artifacts.ContentWriter;
import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;

import java.io.InputStream;
import java.util.Optional;

/** A store that a test can take away for a while, as a store on the network may be. The service that uses it still starts. */
public final class BreakableStore implements ArtifactStore {

    private final ArtifactStore store;
    private volatile boolean away;

    public BreakableStore(ArtifactStore store) {
        this.store = store;
    }

    public void away(boolean value) {
        away = value;
    }

    private ArtifactStore reached() {
        if (away) {
            throw new ArtifactStoreUnavailableException("the store is away, as the test wants it", null);
        }
        return store;
    }

    @Override
    public ArtifactRef write(ContentWriter content, Optional<Digest> expected) {
        return reached().write(content, expected);
    }

    @Override
    public InputStream open(ArtifactRef ref) {
        return reached().open(ref);
    }

    @Override
    public Optional<ArtifactRef> find(Digest digest) {
        return reached().find(digest);
    }

    @Override
    public void requireAnswering() {
        store.requireAnswering();
    }
}
