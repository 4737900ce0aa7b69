package dev.whetstone.gateway.routing;

import dev.whetstone.gateway.model.AdapterResidency;
import dev.whetstone.gateway.model.BaseModel;
import dev.whetstone.messaging.EventPublisher;
import io.micrometer.core.instrument.MeterRegistry;
import org.eclipse.microprofile.config.inject.ConfigProperty;

import java.time.InstantSource;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Wires the table to the broker, the residency and the clock. */
class RoutingConfig {

    @Produces
    @Singleton
    InstantSource clock() {
        return InstantSource.system();
    }

    @Produces
    @Singleton
    ServingTable table(
            @ConfigProperty(name = "whetstone.replica") String replica,
            BaseModel base,
            AdapterResidency residency,
            EventPublisher publisher,
            MeterRegistry registry,
            InstantSource clock) {
        return new ServingTable(
                replica,
                base,
                residency,
                new ServingAnnouncements(publisher),
                new ServingMetrics(registry, residency),
                clock);
    }
}
