package dev.whetstone.training.worker;

import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Sends the worker's spans, when its environment says so with the same variables as the services'. What cannot be sent costs no
 * training.
 */
final class WorkerTraces implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WorkerTraces.class);
    private static final String QUARKUS = "QUARKUS_OTEL_";
    private static final String DISABLED = "otel.sdk.disabled";

    private final Optional<OpenTelemetrySdk> sdk;

    private WorkerTraces(Optional<OpenTelemetrySdk> sdk) {
        this.sdk = sdk;
    }

    static WorkerTraces begin(Map<String, String> environment) {
        // The class path has the services' storage too, which looks for a Vert.x that is not here.
        System.setProperty("io.opentelemetry.context.contextStorageProvider", "default");
        Map<String, String> settings = settings(environment);
        if (!settings.get(DISABLED).equals("false")) {
            return new WorkerTraces(Optional.empty());
        }
        try {
            return new WorkerTraces(Optional.of(AutoConfiguredOpenTelemetrySdk.builder()
                    .addPropertiesCustomizer(_ -> settings)
                    .disableShutdownHook()
                    .setResultAsGlobal()
                    .build()
                    .getOpenTelemetrySdk()));
        } catch (RuntimeException e) {
            LOG.warn("the worker's spans are not sent: {}", e.getMessage());
            return new WorkerTraces(Optional.empty());
        }
    }

    /** Off, and else as the services' defaults; {@code OTEL_…} before those, and {@code QUARKUS_OTEL_…} before that. */
    static Map<String, String> settings(Map<String, String> environment) {
        Map<String, String> settings = new HashMap<>(Map.of(
                DISABLED,
                "true",
                "otel.exporter.otlp.endpoint",
                "http://localhost:4318",
                "otel.exporter.otlp.protocol",
                "http/protobuf",
                "otel.metrics.exporter",
                "none",
                "otel.logs.exporter",
                "none",
                "otel.span.event.count.limit",
                "0"));
        environment.forEach((name, value) -> {
            if (name.startsWith("OTEL_")) {
                settings.put(property(name), value);
            }
        });
        environment.forEach((name, value) -> {
            if (name.startsWith(QUARKUS)) {
                settings.put("otel." + property(name.substring(QUARKUS.length())), value);
            }
        });
        settings.put("otel.service.name", "training-worker");
        return settings;
    }

    private static String property(String variable) {
        return variable.toLowerCase(Locale.ROOT).replace('_', '.');
    }

    /** Waits a few seconds for what is not sent yet. */
    @Override
    public void close() {
        sdk.ifPresent(OpenTelemetrySdk::close);
    }
}
