package dev.whetstone.messaging;

import org.eclipse.microprofile.config.Config;

import java.util.HashMap;
import java.util.Map;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Where the broker is and how to reach it: every configuration property {@code kafka.*}, without its prefix. */
@Singleton
class BrokerConnection {

    private static final String PREFIX = "kafka.";

    private final Config config;

    @Inject
    BrokerConnection(Config config) {
        this.config = config;
    }

    Map<String, Object> settings() {
        Map<String, Object> settings = new HashMap<>();
        for (String name : config.getPropertyNames()) {
            if (name.startsWith(PREFIX)) {
                config.getOptionalValue(name, String.class)
                        .ifPresent(value -> settings.put(name.substring(PREFIX.length()), value));
            }
        }
        config.getOptionalValue(PREFIX + "bootstrap.servers", String.class)
                .ifPresent(servers -> settings.put("bootstrap.servers", servers));
        return settings;
    }
}
