package dev.whetstone.gateway.grpc;

import dev.whetstone.gateway.routing.ReplicaReadiness;
import dev.whetstone.inference.v1.InferenceServiceGrpc;
import grpc.health.v1.HealthOuterClass.HealthCheckResponse.ServingStatus;
import io.quarkus.grpc.runtime.health.GrpcHealthStorage;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;

/**
 * {@code grpc.health.v1} says what readiness says. Also ends a process whose gRPC server did not start, because the framework only logs
 * that and runs on without it.
 */
@ApplicationScoped
class GrpcHealth {

    private static final Logger LOG = Logger.getLogger(GrpcHealth.class);
    private static final int EXIT_FAILURE = 3;

    private final GrpcHealthStorage storage;
    private final ReplicaReadiness readiness;
    private final int port;

    GrpcHealth(
            GrpcHealthStorage storage,
            ReplicaReadiness readiness,
            @ConfigProperty(name = "quarkus.grpc.server.port") int port) {
        this.storage = storage;
        this.readiness = readiness;
        this.port = port;
    }

    void started(@Observes StartupEvent event) {
        if (!storage.getStatuses().containsKey(InferenceServiceGrpc.SERVICE_NAME)) {
            LOG.errorf(
                    "the gRPC server did not start, the error above says why; if port %d is taken, free it or set"
                            + " quarkus.grpc.server.port to another one",
                    port);
            Quarkus.asyncExit(EXIT_FAILURE);
            return;
        }
        set(ServingStatus.NOT_SERVING);
        readiness.whenReady(() -> set(ServingStatus.SERVING));
    }

    /** First of all on the way down: nobody shall send new work. */
    void stopping(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) ShutdownEvent event) {
        set(ServingStatus.NOT_SERVING);
    }

    private void set(ServingStatus status) {
        storage.setStatus(InferenceServiceGrpc.SERVICE_NAME, status);
        storage.setStatus(GrpcHealthStorage.DEFAULT_SERVICE_NAME, status);
    }
}
