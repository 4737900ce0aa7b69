package dev.whetstone.evaluation.vault;

import dev.whetstone.artifacts.ArtifactStore;
import dev.whetstone.artifacts.StoreSettings;
import org.eclipse.microprofile.config.Config;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The artifact store that the settings name. */
class StoreChoice {

    @Produces
    @Singleton
    ArtifactStore store(Config config) {
        return StoreSettings.from(name -> config.getOptionalValue(name, String.class))
                .open();
    }
}
