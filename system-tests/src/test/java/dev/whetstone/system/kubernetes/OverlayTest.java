package dev.whetstone.system.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** A real API server takes what the overlays say. */
@Tag("kubernetes")
class OverlayTest {

    @ParameterizedTest
    @ValueSource(strings = {"base", "overlays/cpu", "overlays/gpu", "overlays/production"})
    void isAdmittedAndAppliedTwiceChangesNothing(String kustomization, @TempDir Path directory) {
        Path manifests = Manifests.directory().resolve(kustomization);
        try (Cluster cluster = Cluster.start(directory)) {
            if (kustomization.equals("overlays/production")) {
                cluster.installDefinitions();
            }

            Kubectl.Answer first = apply(cluster, manifests);
            cluster.provideBaseModel(Path.of("/models/base"));
            cluster.awaitDeployments();

            assertThat(first.warnings()).isEmpty();
            assertThat(first.lines()).isNotEmpty().allMatch(line -> line.endsWith(" created"));
            assertThat(refusals(cluster)).isEmpty();

            Map<String, Long> generations = generations(cluster, manifests);
            Kubectl.Answer second = apply(cluster, manifests);

            assertThat(second.warnings()).isEmpty();
            // kubectl says so of every disruption budget: its selector is replaced as a whole, by itself. Its
            // generation tells.
            assertThat(second.lines())
                    .allMatch(line -> line.endsWith(" unchanged") || line.startsWith("poddisruptionbudget"));
            assertThat(generations(cluster, manifests)).isEqualTo(generations).isNotEmpty();
            Kubectl.Answer difference = cluster.plane().kubectl().ask("", "diff", "--kustomize", manifests.toString());
            assertThat(difference.output() + difference.warnings()).isEmpty();
            assertThat(difference.status()).isZero();
        }
    }

    /** Pods that Pod Security, quotas or anything else did not let in. */
    private static List<String> refusals(Cluster cluster) {
        return cluster.client().v1().events().inAnyNamespace().list().getItems().stream()
                .filter(event -> event.getReason().equals("FailedCreate"))
                .map(Event::getMessage)
                .toList();
    }

    private static Kubectl.Answer apply(Cluster cluster, Path manifests) {
        Kubectl.Answer answer =
                cluster.plane().kubectl().ask("", "--warnings-as-errors", "apply", "--kustomize", manifests.toString());
        assertThat(answer.succeeded()).as(answer.warnings()).isTrue();
        return answer;
    }

    private static Map<String, Long> generations(Cluster cluster, Path manifests) {
        return Manifests.rendered(manifests).stream()
                .map(resource -> Objects.requireNonNull(
                        cluster.client().resource(resource).get(), () -> Manifests.describe(resource)))
                .filter(resource -> resource.getMetadata().getGeneration() != null)
                .collect(Collectors.toMap(
                        Manifests::describe,
                        (HasMetadata resource) -> resource.getMetadata().getGeneration()));
    }
}
