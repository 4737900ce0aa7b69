package dev.whetstone.system.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The script of the Strimzi component, on secrets as Strimzi makes them. */
@Tag("kubernetes")
class CopyCredentialsTest {

    private static final Map<String, String> NAMESPACES = Map.of(
            "dataset-service", "whetstone",
            "eval-service", "whetstone",
            "training-service", "whetstone",
            "inference-gateway", "whetstone",
            "training-worker", "whetstone-training");

    @TempDir
    Path directory;

    @Test
    void bringsEachProgramItsOwnCredentialsAndNoOther() throws IOException, InterruptedException {
        try (Cluster cluster = Cluster.start(directory.resolve("cluster"))) {
            for (String namespace : List.of("kafka", "whetstone", "whetstone-training")) {
                cluster.kubectl("create", "namespace", namespace);
            }
            make(cluster, "whetstone-cluster-ca-cert", Map.of("ca.crt", "the\nauthority\n"));
            Stream.concat(NAMESPACES.keySet().stream(), Stream.of("keda"))
                    .forEach(user -> make(
                            cluster,
                            user,
                            Map.of("password", "of " + user, "sasl.jaas.config", "login \"" + user + "\";")));

            copy(cluster);
            copy(cluster);

            NAMESPACES.forEach((program, namespace) -> assertThat(read(cluster, namespace, program + "-kafka"))
                    .containsExactlyInAnyOrderEntriesOf(Map.of(
                            "KAFKA_SECURITY_PROTOCOL", "SASL_SSL",
                            "KAFKA_SASL_MECHANISM", "SCRAM-SHA-512",
                            "KAFKA_SASL_JAAS_CONFIG", "login \"" + program + "\";",
                            "KAFKA_SSL_TRUSTSTORE_TYPE", "PEM",
                            "KAFKA_SSL_TRUSTSTORE_CERTIFICATES", "the\nauthority")));
            assertThat(read(cluster, "whetstone", "keda-kafka"))
                    .containsEntry("password", "of keda")
                    .containsKeys("sasl", "tls", "username", "ca");
            assertThat(cluster.client()
                            .secrets()
                            .inNamespace("whetstone-training")
                            .list()
                            .getItems())
                    .hasSize(1);
        }
    }

    private void copy(Cluster cluster) throws IOException, InterruptedException {
        Path log = directory.resolve("copy.log");
        ProcessBuilder script = new ProcessBuilder(Manifests.directory()
                        .resolve("components/strimzi/copy-credentials")
                        .toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        script.environment().put("KUBECONFIG", cluster.plane().kubeconfig().toString());
        assertThat(script.start().waitFor()).as(Files.readString(log)).isZero();
    }

    private static void make(Cluster cluster, String name, Map<String, String> data) {
        cluster.client()
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace("kafka")
                        .endMetadata()
                        .withStringData(data)
                        .build())
                .create();
    }

    private static Map<String, String> read(Cluster cluster, String namespace, String name) {
        Secret secret =
                cluster.client().secrets().inNamespace(namespace).withName(name).require();
        Map<String, String> data = new TreeMap<>();
        secret.getData()
                .forEach((key, value) ->
                        data.put(key, new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8)));
        return data;
    }
}
