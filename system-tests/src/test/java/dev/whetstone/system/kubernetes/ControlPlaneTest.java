package dev.whetstone.system.kubernetes;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** That the servers do what other tests lean on. */
@Tag("kubernetes")
class ControlPlaneTest {

    @TempDir
    static Path directory;

    private static ControlPlane plane;

    @BeforeAll
    static void start() {
        plane = ControlPlane.start(directory);
    }

    @AfterAll
    static void stop() {
        plane.close();
    }

    @Test
    void aPodIsScheduledAndTurnsReady() {
        create(pod("plain", "other", ""));

        await().atMost(30, SECONDS).until(() -> phase("plain").equals("Running"));
        assertThat(find("plain").getSpec().getNodeName()).isEqualTo(ControlPlane.NODE);
        plane.kubectl("delete", "pod", "plain", "--timeout=30s");
        assertThat(plane.kubectl("get", "pods", "--output=name")).doesNotContain("pod/plain");
    }

    @Test
    void aWorkersPodIsScheduledAndLeftAlone() {
        create(pod("worker", "training-worker", ""));
        create(pod("later", "other", ""));

        await().atMost(30, SECONDS)
                .until(() -> find("worker").getSpec().getNodeName() != null
                        && phase("later").equals("Running"));
        plane.kubectl("delete", "pod", "worker", "--wait=false");
        plane.kubectl("delete", "pod", "later", "--timeout=30s");
        assertThat(phase("worker")).isEqualTo("Pending");
        assertThat(find("worker").getMetadata().getDeletionTimestamp()).isNotNull();
    }

    @Test
    void theNodeHasEightGpus() {
        create(pod("eight", "training-worker", "8"));
        await().atMost(30, SECONDS).until(() -> find("eight").getSpec().getNodeName() != null);
        create(pod("ninth", "training-worker", "1"));

        await().atMost(30, SECONDS)
                .until(() -> find("ninth").getStatus().getConditions().stream()
                        .anyMatch(condition -> "Unschedulable".equals(condition.getReason())));
        plane.kubectl("delete", "pod", "eight", "ninth", "--force");
    }

    @Test
    void podSecurityRefusesWhatIsNotRestricted() {
        plane.kubectl("create", "namespace", "guarded");
        plane.kubectl("label", "namespace", "guarded", "pod-security.kubernetes.io/enforce=restricted");

        assertThatThrownBy(() -> plane.kubectl("--namespace=guarded", "run", "root", "--image=none"))
                .hasMessageContaining("violates PodSecurity \"restricted:latest\"");
    }

    @Test
    void aServiceAccountHasItsOwnRightsOnly() {
        plane.kubectl("create", "serviceaccount", "nobody");
        Kubectl nobody = new Kubectl(plane.kubeconfigOf("default", "nobody"));

        assertThat(nobody.run("auth", "whoami")).contains("system:serviceaccount:default:nobody");
        assertThat(nobody.ask("", "get", "pods").warnings()).contains("pods is forbidden");
    }

    @Test
    void theApiServerGoesAndComesBackWithWhatItKnew() {
        plane.kubectl("create", "configmap", "kept", "--from-literal=a=b");

        plane.stopApiServer();
        assertThat(plane.kubectl()
                        .ask("", "get", "pods", "--request-timeout=2s")
                        .succeeded())
                .isFalse();
        plane.startApiServer();

        assertThat(plane.kubectl("get", "configmap", "kept", "--output=jsonpath={.data.a}"))
                .isEqualTo("b");
        create(pod("after", "other", ""));
        await().atMost(60, SECONDS).until(() -> phase("after").equals("Running"));
    }

    @Test
    void aSilentNodeIsMissedAndOneThatBeatsAgainTakesPods() {
        plane.addNode("lost", 0);

        plane.silenceNode("lost");
        await().atMost(60, SECONDS).until(() -> taints("lost").contains("node.kubernetes.io/unreachable"));
        plane.wakeNode("lost");
        await().atMost(60, SECONDS).until(() -> taints("lost").isEmpty());

        plane.removeNode("lost");
        await().atMost(30, SECONDS)
                .until(() -> client().nodes().withName("lost").get() == null);
    }

    @Test
    void theServersEndWithTheProcessThatStartedThem(@TempDir Path other) throws IOException, InterruptedException {
        Process starter = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        StartsAndDies.class.getName(),
                        other.toString())
                .redirectErrorStream(true)
                .redirectOutput(other.resolve("starter.log").toFile())
                .start();

        assertThat(starter.waitFor()).as("it kills itself: %s", other).isEqualTo(137);
        await().atMost(10, SECONDS)
                .until(() -> ProcessHandle.allProcesses()
                        .noneMatch(process -> process.info().arguments().map(List::of).orElse(List.of()).stream()
                                .anyMatch(argument -> argument.contains(other.toString()))));
    }

    /** The main class of a process that is killed with its servers running. */
    static final class StartsAndDies {

        private StartsAndDies() {}

        public static void main(String[] args) {
            ControlPlane.start(Path.of(args[0]));
            Runtime.getRuntime().halt(137);
        }
    }

    private static KubernetesClient client() {
        return plane.client();
    }

    private static Pod find(String name) {
        return client().pods().inNamespace("default").withName(name).get();
    }

    private static String phase(String name) {
        return find(name).getStatus().getPhase();
    }

    private static List<String> taints(String node) {
        return client().nodes().withName(node).get().getSpec().getTaints().stream()
                .map(taint -> taint.getKey())
                .toList();
    }

    private static void create(String pod) {
        plane.kubectl().runWith(pod, "apply", "--filename=-");
    }

    private static String pod(String name, String component, String gpus) {
        return """
                apiVersion: v1
                kind: Pod
                metadata: {name: %s, namespace: default, labels: {app.kubernetes.io/component: %s}}
                spec:
                  terminationGracePeriodSeconds: 5
                  containers: [{name: only, image: none, resources: {limits: {%s}}}]
                """.formatted(name, component, gpus.isEmpty() ? "" : "nvidia.com/gpu: " + gpus);
    }
}
