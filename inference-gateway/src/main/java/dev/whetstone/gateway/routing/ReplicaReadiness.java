package dev.whetstone.gateway.routing;

import dev.whetstone.gateway.model.BaseModel;
import dev.whetstone.messaging.StateReplay;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Produces;

/**
 * A replica is ready when the base is loaded and the serving state was once read to its end: before that it could answer with an alias's
 * old meaning. A broker that goes away later does not make it unready: it goes on serving what it knows.
 */
@ApplicationScoped
public class ReplicaReadiness {

    private static final Duration LOOK = Duration.ofMillis(100);

    private final BaseModel base;
    private final StateReplay replay;

    private volatile boolean stateRead;

    ReplicaReadiness(BaseModel base, @Any StateReplay replay) {
        this.base = base;
        this.replay = replay;
    }

    private boolean stateRead() {
        stateRead = stateRead || replay.complete();
        return stateRead;
    }

    /** Runs {@code then} once, as soon as both are true. */
    public void whenReady(Runnable then) {
        base.whenLoaded(() -> Thread.ofVirtual().name("readiness").start(() -> {
            while (!stateRead()) {
                LockSupport.parkNanos(LOOK.toNanos());
            }
            then.run();
        }));
    }

    @Produces
    @Readiness
    HealthCheck baseModel() {
        return () -> HealthCheckResponse.named("base model")
                .status(base.find().isPresent())
                .withData("name", base.name())
                .withData(
                        "digest",
                        base.find().map(loaded -> loaded.digest().value()).orElse("still loading"))
                .build();
    }

    @Produces
    @Readiness
    HealthCheck servingState() {
        return () -> HealthCheckResponse.named("serving state")
                .status(stateRead())
                .withData("read", stateRead ? "to its end" : "waiting for the broker")
                .build();
    }
}
