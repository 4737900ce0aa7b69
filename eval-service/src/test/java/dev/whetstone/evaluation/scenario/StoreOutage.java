package dev.whetstone.evaluation.scenario;

import dev.whetstone.artifacts.ArtifactStore;
import dev.whetstone.artifacts.StoreSettings;
import dev.whetstone.artifacts.sample.BreakableStore;
import org.eclipse.microprofile.config.Config;

import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;

/** The service's store, in one that a test can take away. */
@Singleton
class StoreOutage {

    @Alternative
    @Priority(1)
    @Produces
    @Singleton
    @Typed({ArtifactStore.class, BreakableStore.class})
    BreakableStore store(Config config) {
        return new BreakableStore(StoreSettings.from(name -> config.getOptionalValue(name, String.class))
                .open());
    }
}
