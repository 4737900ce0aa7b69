package dev.whetstone.system.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The volumes and variables that a manifest gives to one pod, filled from its surroundings. */
final class Pod {

    static final String ARTIFACTS = "/artifacts";

    private final String image;
    private final Path directory;
    private final PodManifest manifest;
    private final List<Mount> mounts = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();

    private Pod(String image, Path directory, PodManifest manifest) {
        this.image = image;
        this.directory = directory;
        this.manifest = manifest;
    }

    /** @param directory of its own, where its empty volumes lie */
    static Pod of(String image, Path directory, Manifests manifests, Surroundings around) {
        Pod pod = new Pod(image, directory, manifests.pod(image));
        pod.mounts.add(Mount.writable(around.directory().artifacts(), ARTIFACTS));
        pod.manifest.volumes().forEach(volume -> pod.mount(volume, around));
        // As a container's memory limit would be seen by Java.
        pod.with("JDK_JAVA_OPTIONS", "-XX:MaxRAM=" + pod.manifest.memoryLimit());
        pod.with("WHETSTONE_ARTIFACTS_DIRECTORY", ARTIFACTS);
        pod.manifest.variablesFrom().forEach(source -> pod.environment.putAll(around.variables(source)));
        pod.manifest.variables().forEach(variable -> pod.with(variable, around));
        return pod;
    }

    private void mount(PodManifest.Volume volume, Surroundings around) {
        switch (volume) {
            case PodManifest.Volume.Empty empty ->
                mounts.add(Mount.writable(make(written(empty.target())), empty.target()));
            case PodManifest.Volume.Filled filled ->
                mounts.add(new Mount(around.content(filled.source()), filled.target(), filled.readOnly()));
        }
    }

    private void with(PodManifest.Variable variable, Surroundings around) {
        switch (variable) {
            case PodManifest.Variable.Literal literal -> with(literal.name(), literal.value());
            case PodManifest.Variable.OfSecret of -> with(of.name(), around.secret(of.secret(), of.key()));
        }
    }

    /** Overrides what the manifest says. */
    Pod with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    Pod volume(Path source, String target) {
        mounts.add(Mount.readOnly(source, target));
        return this;
    }

    PodManifest manifest() {
        return manifest;
    }

    SandboxedProcess start() {
        return SandboxedProcess.start(
                ImageTree.of(image), mounts, environment, manifest.arguments(), directory.resolve(image + ".log"));
    }

    /** Where the program's writes to an empty volume have come to lie. */
    Path written(String target) {
        return directory.resolve(image + target.replace('/', '-'));
    }

    private static Path make(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
