package dev.whetstone.system.kubernetes;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What would run: pods by the name of what makes them. */
final class Workloads {

    private Workloads() {}

    static SequencedMap<String, PodSpec> of(Collection<HasMetadata> resources) {
        SequencedMap<String, PodSpec> pods = new TreeMap<>();
        for (HasMetadata resource : resources) {
            switch (resource) {
                case Deployment deployment ->
                    pods.put(
                            deployment.getMetadata().getName(),
                            deployment.getSpec().getTemplate().getSpec());
                case Pod pod -> pods.put(Manifests.describe(pod), pod.getSpec());
                default -> {}
            }
        }
        return pods;
    }

    static Deployment deployment(Collection<HasMetadata> resources, String name) {
        return resources.stream()
                .filter(Deployment.class::isInstance)
                .map(Deployment.class::cast)
                .filter(deployment -> deployment.getMetadata().getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no deployment is named " + name));
    }

    /** The template that training-service makes Jobs of. */
    static Job workerJob() {
        Path file = Manifests.directory().resolve("base/training-service/worker-job.yaml");
        try {
            return (Job) Manifests.parse(Files.readString(file)).getFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Secrets that it mounts or reads into its environment. */
    static List<String> secrets(PodSpec pod) {
        return Stream.of(
                        pod.getVolumes().stream()
                                .filter(volume -> volume.getSecret() != null)
                                .map(volume -> volume.getSecret().getSecretName()),
                        pod.getContainers().stream()
                                .flatMap(container -> container.getEnv().stream())
                                .filter(variable -> variable.getValueFrom() != null
                                        && variable.getValueFrom().getSecretKeyRef() != null)
                                .map(variable -> variable.getValueFrom()
                                        .getSecretKeyRef()
                                        .getName()),
                        pod.getContainers().stream()
                                .flatMap(container -> container.getEnvFrom().stream())
                                .filter(source -> source.getSecretRef() != null)
                                .map(source -> source.getSecretRef().getName()))
                .flatMap(names -> names)
                .distinct()
                .sorted()
                .toList();
    }

    static String variable(PodSpec pod, String name) {
        return container(pod).getEnv().stream()
                .filter(variable -> variable.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no variable is named " + name))
                .getValue();
    }

    static Container container(PodSpec pod) {
        return pod.getContainers().getFirst();
    }
}
