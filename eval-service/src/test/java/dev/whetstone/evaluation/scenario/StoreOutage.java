package dev.whetstone.evaluation.scenario;

import dev.whetstone.artifacts.ArtifactStore;
import dev.whetstone.artifacts.ArtifactStoreUnavailableException;
import dev.whetstone.artifacts.ContentWriter;
import dev.whetstone.artifacts.StoreSettings;
import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;
import org.eclipse.microprofile.config.Config;

import java.io.InputStream;
import java.util.Optional;

import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The service's store, which a test can take away for a while, as a store on the network may be. */
@Singleton
class StoreOutage {

    private volatile boolean away;

    void away(boolean value) {
        away = value;
    }

    @Alternative
    @Priority(1)
    @Produces
    @Singleton
    ArtifactStore store(Config config) {
        return new Breakable(StoreSettings.from(name -> config.getOptionalValue(name, String.class))
                .open());
    }

    private final class Breakable implements ArtifactStore {

        private final ArtifactStore store;

        Breakable(ArtifactStore store) {
            this.store = store;
        }

        private ArtifactStore reached() {
            if (away) {
                throw new ArtifactStoreUnavailableException("the store is away, as the test wants it", null);
            }
            return store;
        }

        @Override
        public ArtifactRef write(ContentWriter content) {
            return reached().write(content);
        }

        @Override
        public ArtifactRef write(ContentWriter content, Digest expected) {
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
}
