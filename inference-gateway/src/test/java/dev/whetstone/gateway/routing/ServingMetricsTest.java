package dev.whetstone.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whetstone.contracts.Digest;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

class ServingMetricsTest {

    @Test
    void adaptersBeyondTheCapShareOneLabelAndNoByteIsLost() {
        Map<Digest, Long> resident = new LinkedHashMap<>();
        for (int i = 0; i < 100; i++) {
            resident.put(Digest.of(("adapter " + i).getBytes(StandardCharsets.UTF_8)), 10L);
        }

        Map<String, Long> labelled = ServingMetrics.labelled(resident);

        assertThat(labelled).hasSize(65).containsEntry("_other", 360L);
        assertThat(labelled.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(1_000);
    }
}
