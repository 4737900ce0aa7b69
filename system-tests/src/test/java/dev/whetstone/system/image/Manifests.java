package dev.whetstone.system.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** {@code deploy/kustomize/base} as {@code kubectl kustomize} renders it, and the template of the worker's Job. */
final class Manifests {

    private static final Path BASE = ImageTree.HOME.resolve("deploy/kustomize/base");
    private static final Path WORKER = BASE.resolve("training-service/worker-job.yaml");
    private static final YAMLMapper YAML = new YAMLMapper();

    private final List<JsonNode> documents;

    private Manifests(List<JsonNode> documents) {
        this.documents = documents;
    }

    static Manifests render() {
        try {
            Process kubectl = new ProcessBuilder("kubectl", "kustomize", BASE.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (var read = YAML.readerFor(JsonNode.class).<JsonNode>readValues(kubectl.getInputStream())) {
                Manifests manifests = new Manifests(read.readAll());
                if (kubectl.waitFor() != 0) {
                    throw new IllegalStateException("kubectl kustomize " + BASE + " failed; it says why above");
                }
                return manifests;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("kubectl must be on the PATH", e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @param image of a service or {@code training-worker} */
    PodManifest pod(String image) {
        try {
            JsonNode workload = image.equals("training-worker") ? YAML.readTree(WORKER.toFile()) : deployment(image);
            return new PodManifest(workload.path("spec").path("template").path("spec"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonNode deployment(String name) {
        return documents.stream()
                .filter(document -> document.path("kind").asText().equals("Deployment"))
                .filter(document ->
                        document.path("metadata").path("name").asText().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(BASE + " has no Deployment " + name));
    }
}
