package dev.whetstone.dataset.edge;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

import java.nio.file.Files;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Ready while the artifact directory can be written. */
@Readiness
@Singleton
class ArtifactStoreHealth implements HealthCheck {

    private final ArtifactsConfig config;

    @Inject
    ArtifactStoreHealth(ArtifactsConfig config) {
        this.config = config;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("artifact-store")
                .status(Files.isWritable(config.directory()))
                .build();
    }
}
