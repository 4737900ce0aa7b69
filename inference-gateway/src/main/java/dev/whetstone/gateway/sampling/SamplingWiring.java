package dev.whetstone.gateway.sampling;

import dev.whetstone.artifacts.ArtifactStore;
import dev.whetstone.artifacts.PublicSealingKey;
import dev.whetstone.artifacts.SealedArtifacts;
import dev.whetstone.messaging.EventPublisher;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

import java.nio.file.Path;
import java.util.Optional;

import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Wires the sampler to the key of its only reader. */
class SamplingWiring {

    private static final Logger LOG = Logger.getLogger(SamplingWiring.class);
    private static final String KEY = "whetstone.sealing.eval-service-public-key";

    /** At start, so that a key that cannot be read is noticed then. */
    @Startup
    @Produces
    @Singleton
    TrafficSampler sampler(
            @ConfigProperty(name = KEY) Optional<Path> key,
            ArtifactStore store,
            EventPublisher publisher,
            SamplingConfig config,
            MeterRegistry registry) {
        if (key.isEmpty()) {
            LOG.warnf("%s is not set: live traffic is not sampled, so no regression can be noticed", KEY);
        }
        Optional<SealedExchange> sealing =
                key.map(file -> new SealedExchange(new SealedArtifacts(store), PublicSealingKey.read(file)));
        TrafficSampler sampler = new TrafficSampler(sealing, publisher, config, registry);
        sampler.start();
        return sampler;
    }

    void stop(@Disposes TrafficSampler sampler) {
        sampler.close();
    }
}
