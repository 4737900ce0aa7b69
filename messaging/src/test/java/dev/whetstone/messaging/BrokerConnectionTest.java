package dev.whetstone.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import org.junit.jupiter.api.Test;

import java.util.Map;

class BrokerConnectionTest {

    private static final Map<String, String> ENVIRONMENT = Map.of(
            "KAFKA_BOOTSTRAP_SERVERS", "elsewhere:9093",
            "KAFKA_SECURITY_PROTOCOL", "SASL_SSL",
            "KAFKA_SASL_MECHANISM", "SCRAM-SHA-512",
            "PATH", "/bin");

    @Test
    void aServiceReadsItsSettingsAndItsEnvironment() {
        var config = new SmallRyeConfigBuilder()
                .withSources(
                        new EnvConfigSource(ENVIRONMENT, 300),
                        new PropertiesConfigSource(
                                Map.of("kafka.client.rack", "a", "kafka.security.protocol", "PLAINTEXT"), "file", 250))
                .build();

        assertThat(new BrokerConnection(config).settings())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "bootstrap.servers", "elsewhere:9093",
                        "security.protocol", "SASL_SSL",
                        "sasl.mechanism", "SCRAM-SHA-512",
                        "client.rack", "a"));
    }

    @Test
    void aProgramWithoutAContainerReadsItsEnvironment() {
        assertThat(BrokerConnection.of("here:9092", ENVIRONMENT))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "bootstrap.servers", "here:9092",
                        "security.protocol", "SASL_SSL",
                        "sasl.mechanism", "SCRAM-SHA-512"));
    }
}
