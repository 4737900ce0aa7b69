package dev.whetstone.dataset.edge;

import dev.whetstone.artifacts.ArtifactException;
import dev.whetstone.artifacts.ArtifactStore;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Ready while artifacts can be stored. */
@Readiness
@Singleton
class ArtifactStoreHealth implements HealthCheck {

    private final ArtifactStore store;

    @Inject
    ArtifactStoreHealth(ArtifactStore store) {
        this.store = store;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder health = HealthCheckResponse.named("artifact-store");
        try {
            store.requireAnswering();
            return health.up().build();
        } catch (ArtifactException e) {
            return health.down().withData("reason", e.getMessage()).build();
        }
    }
}
