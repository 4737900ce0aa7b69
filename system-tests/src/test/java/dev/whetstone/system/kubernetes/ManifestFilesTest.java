package dev.whetstone.system.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What needs neither kubectl nor a server: the files are of kinds that the API has, and nobody checked a secret in. */
class ManifestFilesTest {

    @Test
    void theBaseHasNoCustomResources() {
        assertThat(resources("base"))
                .isNotEmpty()
                .noneMatch(GenericKubernetesResource.class::isInstance)
                .noneMatch(resource -> resource.getKind().equals("CustomResourceDefinition"));
    }

    @Test
    void noSecretIsCheckedIn() {
        assertThat(resources(""))
                .hasSizeGreaterThan(50)
                .noneMatch(resource -> resource.getKind().equals("Secret"));
    }

    private static List<HasMetadata> resources(String below) {
        try (Stream<Path> files = Files.walk(Manifests.directory().resolve(below))) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .filter(file -> !file.endsWith("kustomization.yaml"))
                    .flatMap(file -> Manifests.parse(read(file)).stream())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
