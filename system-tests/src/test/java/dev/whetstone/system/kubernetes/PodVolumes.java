package dev.whetstone.system.kubernetes;

import dev.whetstone.system.image.Mount;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The volumes and the environment of a pod's first container, as a kubelet makes them. Any kind that no manifest of ours uses is refused. */
final class PodVolumes {

    private final KubernetesClient client;
    private final Path directory;
    private final Map<String, Path> claims;

    PodVolumes(KubernetesClient client, Path directory, Map<String, Path> claims) {
        this.client = client;
        this.directory = directory;
        this.claims = claims;
    }

    /**
     * @param mounts of the container
     * @param environment of the container
     */
    record Mounted(List<Mount> mounts, Map<String, String> environment) {}

    Path directory(Pod pod) {
        return directory.resolve(pod.getMetadata().getName());
    }

    /** Empty while something that it needs is not there: a kubelet waits and tries again. */
    Optional<Mounted> prepare(Pod pod) throws IOException {
        Container container = pod.getSpec().getContainers().getFirst();
        try {
            Map<String, Path> volumes = new HashMap<>();
            for (Volume volume : pod.getSpec().getVolumes()) {
                volumes.put(volume.getName(), make(pod, volume));
            }
            List<Mount> mounts = new ArrayList<>();
            for (VolumeMount mount : container.getVolumeMounts()) {
                mounts.add(new Mount(
                        volumes.get(mount.getName()), mount.getMountPath(), Boolean.TRUE.equals(mount.getReadOnly())));
            }
            return Optional.of(new Mounted(mounts, environment(pod, container)));
        } catch (NotThereYet | KubernetesClientException e) {
            return Optional.empty();
        }
    }

    private Path make(Pod pod, Volume volume) throws IOException {
        Path folder = directory(pod).resolve("volumes").resolve(volume.getName());
        if (volume.getPersistentVolumeClaim() != null) {
            String claim = volume.getPersistentVolumeClaim().getClaimName();
            return Optional.ofNullable(claims.get(claim))
                    .orElseThrow(() -> new IllegalStateException("no directory stands for the claim " + claim));
        }
        Files.createDirectories(folder);
        if (volume.getConfigMap() != null) {
            for (var file : configMap(pod, volume.getConfigMap().getName())
                    .orElseThrow(NotThereYet::new)
                    .getData()
                    .entrySet()) {
                Files.writeString(folder.resolve(file.getKey()), file.getValue());
            }
        } else if (volume.getEmptyDir() == null) {
            throw new IllegalStateException(
                    "volume " + volume.getName() + " is of a kind that this runner does not know");
        }
        return folder;
    }

    private Map<String, String> environment(Pod pod, Container container) {
        Map<String, String> environment = new LinkedHashMap<>();
        for (EnvFromSource source : container.getEnvFrom()) {
            if (source.getConfigMapRef() != null) {
                configMap(pod, source.getConfigMapRef().getName())
                        .ifPresentOrElse(
                                found -> environment.putAll(found.getData()),
                                () -> requireOptional(source.getConfigMapRef().getOptional()));
            }
            if (source.getSecretRef() != null) {
                secret(pod, source.getSecretRef().getName())
                        .ifPresentOrElse(
                                found -> found.getData()
                                        .forEach((name, value) -> environment.put(
                                                name,
                                                new String(Base64.getDecoder().decode(value)))),
                                () -> requireOptional(source.getSecretRef().getOptional()));
            }
        }
        for (EnvVar variable : container.getEnv()) {
            environment.put(variable.getName(), variable.getValue());
        }
        return environment;
    }

    private Optional<ConfigMap> configMap(Pod pod, String name) {
        return Optional.ofNullable(client.configMaps()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(name)
                .get());
    }

    private Optional<Secret> secret(Pod pod, String name) {
        return Optional.ofNullable(client.secrets()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(name)
                .get());
    }

    private static void requireOptional(Boolean optional) {
        if (!Boolean.TRUE.equals(optional)) {
            throw new NotThereYet();
        }
    }

    private static final class NotThereYet extends RuntimeException {

        private static final long serialVersionUID = 1;
    }
}
