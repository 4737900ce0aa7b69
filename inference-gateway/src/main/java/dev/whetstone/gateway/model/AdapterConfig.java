package dev.whetstone.gateway.model;

import dev.whetstone.artifacts.ArtifactStore;
import dev.whetstone.artifacts.StoreSettings;
import io.micrometer.core.instrument.MeterRegistry;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.inject.ConfigProperty;

import java.nio.file.Path;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Where adapters come from, and where they lie for the moment in which they are verified. */
class AdapterConfig {

    @Produces
    @Singleton
    ArtifactStore store(Config config) {
        return StoreSettings.from(name -> config.getOptionalValue(name, String.class))
                .open();
    }

    @Produces
    @Singleton
    AdapterResidency residency(
            BaseModel base,
            ArtifactStore store,
            LoaderThread loader,
            MeterRegistry registry,
            @ConfigProperty(name = "whetstone.adapters.work-directory") Path work) {
        return new AdapterResidency(base, new AdapterVerifier(store, work), loader, new LoadMeter(registry));
    }
}
