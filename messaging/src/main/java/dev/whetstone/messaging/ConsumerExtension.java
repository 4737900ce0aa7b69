package dev.whetstone.messaging;

import org.eclipse.microprofile.reactive.messaging.Incoming;

import jakarta.enterprise.inject.build.compatible.spi.BuildCompatibleExtension;
import jakarta.enterprise.inject.build.compatible.spi.Enhancement;
import jakarta.enterprise.inject.build.compatible.spi.MethodConfig;

/** Puts {@link Redelivered} on every consumer, so that none can be written without it. */
public class ConsumerExtension implements BuildCompatibleExtension {

    @Enhancement(types = Object.class, withSubtypes = true, withAnnotations = Incoming.class)
    public void redeliver(MethodConfig method) {
        if (method.info().hasAnnotation(Incoming.class)) {
            method.addAnnotation(Redelivered.class);
        }
    }
}
