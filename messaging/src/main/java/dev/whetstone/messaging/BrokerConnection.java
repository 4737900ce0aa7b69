package dev.whetstone.messaging;

import org.eclipse.microprofile.config.Config;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/**
 * Where the broker is and how to reach it: every configuration property {@code kafka.*}, without its prefix. A variable
 * {@code KAFKA_SECURITY_PROTOCOL} is {@code security.protocol}, also for a program without a container.
 */
@Singleton
class BrokerConnection {

    private static final String PREFIX = "kafka.";
    private static final String VARIABLE = "KAFKA_";

    private final Config config;

    @Inject
    BrokerConnection(Config config) {
        this.config = config;
    }

    Map<String, Object> settings() {
        Map<String, Object> settings = new HashMap<>();
        for (String name : config.getPropertyNames()) {
            String setting = name.startsWith(VARIABLE) ? dotted(name) : name;
            if (setting.startsWith(PREFIX)) {
                config.getOptionalValue(setting, String.class)
                        .ifPresent(value -> settings.put(setting.substring(PREFIX.length()), value));
            }
        }
        config.getOptionalValue(PREFIX + "bootstrap.servers", String.class)
                .ifPresent(servers -> settings.put("bootstrap.servers", servers));
        return settings;
    }

    /** @param bootstrapServers wins over what the environment says */
    static Map<String, Object> of(String bootstrapServers, Map<String, String> environment) {
        Map<String, Object> settings = new HashMap<>();
        environment.forEach((name, value) -> {
            if (name.startsWith(VARIABLE)) {
                settings.put(dotted(name).substring(PREFIX.length()), value);
            }
        });
        settings.put("bootstrap.servers", bootstrapServers);
        return settings;
    }

    private static String dotted(String variable) {
        return variable.toLowerCase(Locale.ROOT).replace('_', '.');
    }
}
