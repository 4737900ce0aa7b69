package dev.whetstone.system.image;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A pod's specification, as far as it concerns the program of its only container. */
record PodManifest(JsonNode pod) {

    /** Where something is mounted. */
    sealed interface Volume {

        String target();

        /** Made for the pod, writable. */
        record Empty(String target) implements Volume {}

        /** @param source kind and name, such as {@code secret/eval-service-sealing} */
        record Filled(String target, String source, boolean readOnly) implements Volume {}
    }

    sealed interface Variable {

        String name();

        record Literal(String name, String value) implements Variable {}

        record OfSecret(String name, String secret, String key) implements Variable {}
    }

    private JsonNode container() {
        if (pod.path("containers").size() != 1) {
            throw new IllegalArgumentException("expected one container, but got " + pod.path("containers"));
        }
        return pod.path("containers").path(0);
    }

    /** User and group, {@code 10001:10001}. */
    String user() {
        JsonNode context = pod.path("securityContext");
        return context.path("runAsUser").asText() + ":"
                + context.path("runAsGroup").asText();
    }

    /** The container's own demands: read-only root, no capability, no way to more rights. */
    JsonNode securityContext() {
        return container().path("securityContext");
    }

    List<String> arguments() {
        return elements(container().path("args")).map(JsonNode::asText).toList();
    }

    /** In bytes, of {@code Mi} or {@code Gi}. */
    long memoryLimit() {
        String limit =
                container().path("resources").path("limits").path("memory").asText();
        long number = Long.parseLong(limit.substring(0, limit.length() - 2));
        return switch (limit.substring(limit.length() - 2)) {
            case "Mi" -> number << 20;
            case "Gi" -> number << 30;
            default ->
                throw new IllegalArgumentException("resources.limits.memory: expected Mi or Gi, but got " + limit);
        };
    }

    /** Names of the ConfigMaps and Secrets whose every entry is a variable: {@code configMap/kafka-2c55c44bt6}. Optional ones left out. */
    List<String> variablesFrom() {
        return elements(container().path("envFrom"))
                .filter(from -> !from.findPath("optional").asBoolean())
                .map(from -> from.has("secretRef")
                        ? "secret/" + from.path("secretRef").path("name").asText()
                        : "configMap/" + from.path("configMapRef").path("name").asText())
                .toList();
    }

    List<Variable> variables() {
        return elements(container().path("env")).map(PodManifest::variable).toList();
    }

    private static Variable variable(JsonNode env) {
        String name = env.path("name").asText();
        JsonNode secret = env.path("valueFrom").path("secretKeyRef");
        return secret.isMissingNode()
                ? new Variable.Literal(name, env.required("value").asText())
                : new Variable.OfSecret(
                        name, secret.path("name").asText(), secret.path("key").asText());
    }

    List<Volume> volumes() {
        return elements(container().path("volumeMounts")).map(this::volume).toList();
    }

    private Volume volume(JsonNode mount) {
        String name = mount.path("name").asText();
        String target = mount.path("mountPath").asText();
        JsonNode volume = elements(pod.path("volumes"))
                .filter(candidate -> candidate.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no volume " + name + " for the mount at " + target));
        if (volume.has("emptyDir")) {
            return new Volume.Empty(target);
        }
        return new Volume.Filled(target, source(volume), mount.path("readOnly").asBoolean());
    }

    private static String source(JsonNode volume) {
        if (volume.has("secret")) {
            return "secret/" + volume.path("secret").path("secretName").asText();
        }
        if (volume.has("configMap")) {
            return "configMap/" + volume.path("configMap").path("name").asText();
        }
        return "persistentVolumeClaim/"
                + volume.required("persistentVolumeClaim").path("claimName").asText();
    }

    private static Stream<JsonNode> elements(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }
}
