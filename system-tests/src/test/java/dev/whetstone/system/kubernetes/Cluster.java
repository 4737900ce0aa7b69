package dev.whetstone.system.kubernetes;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.strimzi.api.kafka.Crds;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A control plane prepared as an operator would prepare a cluster for Whetstone. */
record Cluster(ControlPlane plane) implements AutoCloseable {

    static Cluster start(Path directory) {
        return new Cluster(ControlPlane.start(directory));
    }

    /** What the components need: the definitions of KEDA, Kueue, the Prometheus operator and Strimzi. No operator runs. */
    void installDefinitions() {
        for (String of : List.of("keda", "kueue", "prometheus-operator")) {
            kubectl(
                    "apply",
                    "--server-side",
                    "--filename",
                    Tools.find().definitions(of).toString());
        }
        // Without their schema: the fields are held to Strimzi's model by StrimziResourcesTest.
        client().resource(Crds.kafkaTopic()).create();
        client().resource(Crds.kafkaUser()).create();
        kubectl("wait", "--for=condition=Established", "--timeout=60s", "--all", "customresourcedefinitions");
        for (String namespace : List.of("kafka", "monitoring")) {
            client().resource(new NamespaceBuilder()
                            .withNewMetadata()
                            .withName(namespace)
                            .endMetadata()
                            .build())
                    .create();
        }
    }

    /** Volumes for the two claims, which no provisioner fills here: both are this folder of the node. */
    void provideBaseModel(Path model) {
        for (int volume = 0; volume < 2; volume++) {
            client().resource(new PersistentVolumeBuilder()
                            .withNewMetadata()
                            .withName("base-model-" + volume)
                            .endMetadata()
                            .withNewSpec()
                            .withCapacity(Map.of("storage", new Quantity("10Gi")))
                            .withAccessModes("ReadWriteOnce", "ReadWriteMany")
                            .withNewHostPath()
                            .withPath(model.toString())
                            .endHostPath()
                            .endSpec()
                            .build())
                    .create();
        }
        kubectl(
                "--warnings-as-errors",
                "apply",
                "--kustomize",
                Manifests.directory().resolve("base-model").toString());
    }

    /** Every pod of every deployment was admitted, scheduled and is ready. */
    void awaitDeployments() {
        await().atMost(90, SECONDS)
                .until(() -> client().apps().deployments().inNamespace("whetstone").list().getItems().stream()
                        .allMatch(deployment -> deployment
                                        .getSpec()
                                        .getReplicas()
                                        .equals(deployment.getStatus().getReadyReplicas())
                                && deployment
                                        .getMetadata()
                                        .getGeneration()
                                        .equals(deployment.getStatus().getObservedGeneration())));
    }

    KubernetesClient client() {
        return plane.client();
    }

    String kubectl(String... arguments) {
        return plane.kubectl(arguments);
    }

    @Override
    public void close() {
        plane.close();
    }
}
