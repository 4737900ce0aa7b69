package dev.whetstone.gateway.generation;

import io.quarkus.runtime.ShutdownEvent;
import org.jboss.logging.Logger;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Lets running requests end before a stopping gateway closes its servers. */
@ApplicationScoped
class Drain {

    private static final Logger LOG = Logger.getLogger(Drain.class);
    private static final Duration LOOK = Duration.ofMillis(20);

    private final TextGenerator generator;
    private final GenerationConfig config;

    Drain(TextGenerator generator, GenerationConfig config) {
        this.generator = generator;
        this.config = config;
    }

    void stop(@Observes ShutdownEvent stopping) {
        generator.drain();
        long end = System.nanoTime() + config.drain().toNanos();
        while (!generator.isIdle() && System.nanoTime() < end) {
            LockSupport.parkNanos(LOOK.toNanos());
        }
        if (!generator.isIdle()) {
            LOG.warnf("requests were still running after %s and are ended", config.drain());
        }
    }
}
