package dev.whetstone.system.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** The files of {@code deploy/kustomize}. */
final class Manifests {

    static final List<String> OVERLAYS = List.of("cpu", "gpu", "production");

    private static final Pattern RESOURCE = Pattern.compile("(?m)^kind:");
    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    private Manifests() {}

    static Path directory() {
        return Path.of("../deploy/kustomize").toAbsolutePath().normalize();
    }

    static Path overlay(String name) {
        return directory().resolve("overlays").resolve(name);
    }

    /** What kubectl would apply; nothing is asked of a server. */
    static List<HasMetadata> rendered(Path kustomization) {
        return parse(new Kubectl(Path.of("/dev/null")).run("kustomize", kustomization.toString()));
    }

    static List<HasMetadata> parse(String documents) {
        return Arrays.stream(documents.split("(?m)^---$"))
                .filter(document -> RESOURCE.matcher(document).find())
                .map(document -> (HasMetadata) YAML.unmarshal(document))
                .toList();
    }

    /** Kind, namespace and name. */
    static String describe(HasMetadata resource) {
        return resource.getKind() + " " + resource.getMetadata().getNamespace() + "/"
                + resource.getMetadata().getName();
    }
}
