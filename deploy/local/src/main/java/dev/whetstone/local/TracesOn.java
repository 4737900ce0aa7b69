package dev.whetstone.local;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

import java.util.Map;

/**
 * Turns the traces of a service under test on, as its environment would; its test listens with {@link #receiver()}. The port goes through
 * a system property, since a test and its resources may be loaded by two class loaders.
 */
public final class TracesOn implements QuarkusTestResourceLifecycleManager {

    private static final String PORT = "whetstone.test.otlp.port";

    public static OtlpReceiver receiver() {
        return OtlpReceiver.listen(Integer.getInteger(PORT));
    }

    @Override
    public Map<String, String> start() {
        try (OtlpReceiver free = OtlpReceiver.listen(0)) {
            String endpoint = free.endpoint();
            System.setProperty(PORT, endpoint.substring(endpoint.lastIndexOf(':') + 1));
            return Map.of(
                    "OTEL_SDK_DISABLED", "false",
                    "OTEL_EXPORTER_OTLP_ENDPOINT", endpoint,
                    "quarkus.otel.bsp.schedule.delay", "100ms");
        }
    }

    @Override
    public void stop() {}
}
