package dev.whetstone.system.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** What holds in every overlay, read from what kubectl would apply. */
@Tag("kubernetes")
class RenderedManifestsTest {

    static final List<String> OVERLAYS = Manifests.OVERLAYS;

    private static final Map<String, List<HasMetadata>> RENDERED = new ConcurrentHashMap<>();
    private static final List<String> SERVICES =
            List.of("dataset-service", "eval-service", "inference-gateway", "training-service");
    private static final Set<String> LABELS = Set.of(
            "app.kubernetes.io/name",
            "app.kubernetes.io/instance",
            "app.kubernetes.io/component",
            "app.kubernetes.io/part-of",
            "app.kubernetes.io/managed-by");

    @ParameterizedTest
    @FieldSource("OVERLAYS")
    void noSecretIsAmongThem(String overlay) {
        assertThat(rendered(overlay)).noneMatch(resource -> resource.getKind().equals("Secret"));
        for (PodSpec pod : Workloads.of(rendered(overlay)).values()) {
            assertThat(Workloads.container(pod).getEnv())
                    .filteredOn(variable -> variable.getName().matches(".*(PASSWORD|TOKEN|SECRET|_KEY)"))
                    .allMatch(variable -> variable.getValueFrom() != null
                            || variable.getName().startsWith("WHETSTONE_SEALING_")
                                    && variable.getValue().startsWith("/"));
        }
    }

    @ParameterizedTest
    @FieldSource("OVERLAYS")
    void theFourServicesAreThere(String overlay) {
        assertThat(Workloads.of(rendered(overlay)).sequencedKeySet()).containsExactlyElementsOf(SERVICES);
        for (String kind : List.of("Service", "ServiceAccount", "PodDisruptionBudget", "NetworkPolicy")) {
            assertThat(rendered(overlay))
                    .filteredOn(resource -> resource.getKind().equals(kind))
                    .extracting(resource -> resource.getMetadata().getName())
                    .containsAll(SERVICES);
        }
    }

    @ParameterizedTest
    @FieldSource("OVERLAYS")
    void everythingIsLabelled(String overlay) {
        assertThat(rendered(overlay))
                .allSatisfy(resource -> assertThat(resource.getMetadata().getLabels())
                        .as(Manifests.describe(resource))
                        .containsKeys(LABELS.toArray(String[]::new)));
        for (String service : SERVICES) {
            assertThat(Workloads.deployment(rendered(overlay), service)
                            .getSpec()
                            .getTemplate()
                            .getMetadata()
                            .getLabels())
                    .containsKeys(LABELS.toArray(String[]::new))
                    .containsKey("app.kubernetes.io/version");
        }
    }

    @ParameterizedTest
    @FieldSource("OVERLAYS")
    void everyContainerIsBoundedAndWatched(String overlay) {
        Workloads.of(rendered(overlay)).forEach((name, pod) -> {
            bounded(name, pod);
            Container container = Workloads.container(pod);
            assertThat(container.getStartupProbe().getHttpGet().getPath()).isEqualTo("/q/health/started");
            assertThat(container.getLivenessProbe().getHttpGet().getPath()).isEqualTo("/q/health/live");
            assertThat(container.getReadinessProbe()).as(name).isNotNull();
            assertThat(pod.getTopologySpreadConstraints()).as(name).hasSize(2);
        });
        PodSpec gateway = pods(overlay).get("inference-gateway");
        assertThat(Workloads.container(gateway).getReadinessProbe().getGrpc().getService())
                .isEqualTo("whetstone.inference.v1.InferenceService");
    }

    @Test
    void theWorkerIsBoundedToo() {
        PodSpec worker = Workloads.workerJob().getSpec().getTemplate().getSpec();

        bounded("worker", worker);
        assertThat(worker.getAutomountServiceAccountToken()).isFalse();
        assertThat(worker.getServiceAccountName()).isEqualTo("training-worker");
    }

    @ParameterizedTest
    @FieldSource("OVERLAYS")
    void theSealingKeyIsInEvalServiceAlone(String overlay) {
        SequencedMap<String, PodSpec> pods = pods(overlay);
        pods.put("worker", Workloads.workerJob().getSpec().getTemplate().getSpec());

        assertThat(pods.entrySet().stream()
                        .filter(pod -> Workloads.secrets(pod.getValue()).contains("eval-service-sealing"))
                        .map(Map.Entry::getKey))
                .containsExactly("eval-service");
        assertThat(pods.entrySet().stream()
                        .filter(pod -> Workloads.secrets(pod.getValue()).contains("dataset-service-sealing"))
                        .map(Map.Entry::getKey))
                .containsExactly("dataset-service");
        assertThat(Workloads.secrets(pods.get("worker"))).containsExactly("artifact-store", "training-worker-kafka");
        // Nor could one be mounted by whoever creates Jobs.
        assertThat(Workloads.workerJob().getMetadata().getNamespace()).isNull();
        assertThat(Workloads.variable(pods.get("training-service"), "WHETSTONE_TRAINING_KUBERNETES_NAMESPACE"))
                .isEqualTo("whetstone-training");
    }

    @ParameterizedTest
    @FieldSource("OVERLAYS")
    void onlyTrainingServiceHasAToken(String overlay) {
        assertThat(rendered(overlay))
                .filteredOn(ServiceAccount.class::isInstance)
                .hasSize(5)
                .allMatch(
                        account -> Boolean.FALSE.equals(((ServiceAccount) account).getAutomountServiceAccountToken()));
        pods(overlay)
                .forEach((name, pod) -> assertThat(pod.getAutomountServiceAccountToken())
                        .as(name)
                        .isEqualTo(name.equals("training-service")));
    }

    @ParameterizedTest
    @FieldSource("OVERLAYS")
    void theLongestAnswerMayEnd(String overlay) {
        PodSpec gateway = pods(overlay).get("inference-gateway");
        long longest = seconds(Workloads.variable(gateway, "WHETSTONE_GENERATION_LONGEST"));
        long drain = seconds(Workloads.variable(gateway, "WHETSTONE_GENERATION_DRAIN"));
        long away = Workloads.container(gateway)
                .getLifecycle()
                .getPreStop()
                .getSleep()
                .getSeconds();

        assertThat(drain).isGreaterThanOrEqualTo(longest);
        assertThat(gateway.getTerminationGracePeriodSeconds()).isGreaterThan(drain + away);
        assertThat(Workloads.workerJob().getSpec().getTemplate().getSpec().getTerminationGracePeriodSeconds())
                .as("a worker takes up to 60 s for a checkpoint")
                .isGreaterThan(60);
    }

    @Test
    void theWorkersImageFollowsTheImagesOfAnOverlay() {
        assertThat(Workloads.variable(pods("cpu").get("training-service"), "WHETSTONE_TRAINING_KUBERNETES_IMAGE"))
                .isEqualTo("whetstone/training-worker:0.1.0");
        assertThat(Workloads.variable(pods("gpu").get("training-service"), "WHETSTONE_TRAINING_KUBERNETES_IMAGE"))
                .isEqualTo("whetstone/training-worker:0.1.0-cuda");
    }

    /** Its lag says nothing: each replica reads all of the state for itself and commits nothing. */
    @Test
    void theGatewayScalesOnItsQueueAndNeverOnLag() {
        Map<String, List<String>> triggers = rendered("production").stream()
                .filter(resource -> resource.getKind().equals("ScaledObject"))
                .collect(Collectors.toMap(
                        resource -> resource.getMetadata().getName(), RenderedManifestsTest::triggers));

        assertThat(triggers.keySet()).containsExactlyInAnyOrderElementsOf(SERVICES);
        assertThat(triggers.get("inference-gateway")).containsExactly("prometheus");
        assertThat(triggers.get("eval-service")).containsOnly("kafka");
        assertThat(rendered("production"))
                .as("KEDA brings its own")
                .noneMatch(resource -> resource.getKind().equals("HorizontalPodAutoscaler"));
    }

    /** Which is part of no overlay; an overlay of somebody's own names it so. */
    @Test
    void withTracingEveryServiceSendsItsSpansWhereTheNetworkLetsThem(@TempDir Path own) throws IOException {
        Path above = own.toRealPath().relativize(Manifests.directory().toRealPath());
        Files.writeString(own.resolve("kustomization.yaml"), """
                resources: [%s/overlays/cpu]
                components: [%s/components/tracing]
                """.formatted(above, above));

        List<HasMetadata> rendered = Manifests.rendered(own);

        Workloads.of(rendered).forEach((name, pod) -> {
            assertThat(Workloads.variable(pod, "OTEL_SDK_DISABLED")).as(name).isEqualTo("false");
            assertThat(URI.create(Workloads.variable(pod, "OTEL_EXPORTER_OTLP_ENDPOINT")))
                    .hasPort(4318);
        });
        assertThat(rendered)
                .filteredOn(resource -> resource.getMetadata().getName().equals("telemetry"))
                .extracting(resource -> resource.getMetadata().getNamespace())
                .containsExactlyInAnyOrder("whetstone", "whetstone-training");
    }

    @Test
    void whatKueueAdmitsCoversWhatAWorkerAsksFor() {
        String queue = rendered("production").stream()
                .filter(resource -> resource.getKind().equals("ClusterQueue"))
                .map(Object::toString)
                .findFirst()
                .orElseThrow();

        assertThat(Workloads.container(
                                Workloads.workerJob().getSpec().getTemplate().getSpec())
                        .getResources()
                        .getRequests()
                        .keySet())
                .allSatisfy(resource -> assertThat(queue).contains(resource));
    }

    private static void bounded(String name, PodSpec pod) {
        assertThat(pod.getEnableServiceLinks()).as(name).isFalse();
        assertThat(pod.getSecurityContext().getRunAsUser()).as(name).isEqualTo(10001);
        assertThat(pod.getSecurityContext().getRunAsGroup()).as(name).isEqualTo(10001);
        for (Container container : pod.getContainers()) {
            assertThat(container.getResources().getRequests()).containsKeys("cpu", "memory", "ephemeral-storage");
            assertThat(container.getResources().getLimits()).containsKeys("memory", "ephemeral-storage");
            assertThat(container.getSecurityContext().getReadOnlyRootFilesystem())
                    .as(name)
                    .isTrue();
            assertThat(container.getVolumeMounts())
                    .extracting(mount -> mount.getMountPath())
                    .contains("/tmp", "/natives", "/work");
        }
    }

    @SuppressWarnings("unchecked")
    private static List<String> triggers(HasMetadata scaled) {
        Map<String, Object> spec = ((GenericKubernetesResource) scaled).get("spec");
        List<String> types = new ArrayList<>();
        ((List<Map<String, Object>>) spec.get("triggers")).forEach(trigger -> types.add((String) trigger.get("type")));
        return types;
    }

    private static SequencedMap<String, PodSpec> pods(String overlay) {
        return Workloads.of(rendered(overlay));
    }

    private static List<HasMetadata> rendered(String overlay) {
        return RENDERED.computeIfAbsent(overlay, name -> Manifests.rendered(Manifests.overlay(name)));
    }

    private static long seconds(String duration) {
        return Long.parseLong(duration.replace("S", ""));
    }
}
