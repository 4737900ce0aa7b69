package dev.whetstone.training.worker;

import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
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
    private static final String HTTP = "http/protobuf";
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
                    .addTracerProviderCustomizer((spans, config) -> spans.addSpanProcessor(
                            BatchSpanProcessor.builder(exporter(config)).build()))
                    .disableShutdownHook()
                    .setResultAsGlobal()
                    .build()
                    .getOpenTelemetrySdk()));
        } catch (RuntimeException e) {
            LOG.warn("the worker's spans are not sent: {}", e.getMessage());
            return new WorkerTraces(Optional.empty());
        }
    }

    /** By hand: Quarkus strips what the autoconfiguration would find it by from the packaged service, which the worker runs from. */
    private static SpanExporter exporter(ConfigProperties config) {
        String protocol = config.getString("otel.exporter.otlp.protocol", HTTP);
        if (!protocol.equals(HTTP)) {
            throw new IllegalArgumentException(
                    "otel.exporter.otlp.protocol: expected " + HTTP + ", but got '" + protocol + "'");
        }
        String endpoint = config.getString("otel.exporter.otlp.endpoint", "");
        OtlpHttpSpanExporterBuilder exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(endpoint + (endpoint.endsWith("/") ? "v1/traces" : "/v1/traces"));
        config.getMap("otel.exporter.otlp.headers").forEach(exporter::addHeader);
        return exporter.build();
    }

    /** Off, and else as the services' defaults; {@code OTEL_…} before those, and {@code QUARKUS_OTEL_…} before that. */
    static Map<String, String> settings(Map<String, String> environment) {
        Map<String, String> settings = new HashMap<>(Map.of(
                DISABLED,
                "true",
                "otel.exporter.otlp.endpoint",
                "http://localhost:4318",
                "otel.exporter.otlp.protocol",
                HTTP,
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
        settings.put("otel.traces.exporter", "none"); // see exporter(…)
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
