package dev.whetstone.gateway;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The gateway's base in int8, above what {@link GatewayFixture} says. */
public final class InInt8 implements QuarkusTestResourceLifecycleManager {

    /** Where nothing reads int8 the gateway would end: its message is the engine's, and tested there. */
    static boolean isPossible() throws IOException {
        Path processor = Path.of("/proc/cpuinfo");
        return Files.isReadable(processor) && Files.readString(processor).matches("(?s).*\\b(avx512|amx)_bf16\\b.*");
    }

    @Override
    public int order() {
        return 1; // after the fixture, whose precision it changes
    }

    @Override
    public Map<String, String> start() {
        return Map.of("whetstone.base-model.weights", "int8", "whetstone.engine.precision", "bfloat16");
    }

    @Override
    public void stop() {}
}
