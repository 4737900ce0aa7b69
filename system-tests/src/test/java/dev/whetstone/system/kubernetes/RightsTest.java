package dev.whetstone.system.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Who may do what, asked of the API server as each service account, over everything that could be worth something to an intruder. */
@Tag("kubernetes")
class RightsTest {

    private static final List<String> NAMESPACES = List.of("whetstone", "whetstone-training", "kube-system");
    private static final List<String> VERBS =
            List.of("get", "list", "watch", "create", "update", "patch", "delete", "deletecollection");
    /** Group and resource. */
    private static final List<String> RESOURCES = List.of(
            "batch/jobs",
            "batch/jobs/status",
            "batch/cronjobs",
            "/pods",
            "/pods/log",
            "/pods/exec",
            "/pods/attach",
            "/pods/portforward",
            "/pods/eviction",
            "/pods/ephemeralcontainers",
            "/pods/status",
            "/configmaps",
            "/secrets",
            "/serviceaccounts",
            "/serviceaccounts/token",
            "/services",
            "/endpoints",
            "/events",
            "/persistentvolumeclaims",
            "/persistentvolumes",
            "/nodes",
            "/nodes/proxy",
            "/namespaces",
            "/podtemplates",
            "/resourcequotas",
            "apps/deployments",
            "apps/deployments/scale",
            "apps/daemonsets",
            "apps/statefulsets",
            "apps/replicasets",
            "autoscaling/horizontalpodautoscalers",
            "policy/poddisruptionbudgets",
            "networking.k8s.io/networkpolicies",
            "coordination.k8s.io/leases",
            "rbac.authorization.k8s.io/roles",
            "rbac.authorization.k8s.io/rolebindings",
            "rbac.authorization.k8s.io/clusterroles",
            "rbac.authorization.k8s.io/clusterrolebindings",
            "certificates.k8s.io/certificatesigningrequests",
            "admissionregistration.k8s.io/validatingwebhookconfigurations");

    @TempDir
    static Path directory;

    private static Cluster cluster;

    @BeforeAll
    static void start() {
        cluster = Cluster.start(directory);
        cluster.kubectl("apply", "--kustomize", Manifests.overlay("cpu").toString());
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void trainingServiceMayTouchJobsWhereWorkersRunAndNothingElse() {
        assertThat(allowed("whetstone", "training-service"))
                .containsExactlyInAnyOrder(
                        "create batch/jobs in whetstone-training",
                        "get batch/jobs in whetstone-training",
                        "list batch/jobs in whetstone-training",
                        "watch batch/jobs in whetstone-training",
                        "delete batch/jobs in whetstone-training",
                        "create /configmaps in whetstone-training",
                        "get /configmaps in whetstone-training",
                        "delete /configmaps in whetstone-training",
                        "get /pods in whetstone-training",
                        "list /pods in whetstone-training",
                        "watch /pods in whetstone-training",
                        "get /pods/log in whetstone-training");
    }

    @ParameterizedTest
    @CsvSource({
        "whetstone, dataset-service",
        "whetstone, eval-service",
        "whetstone, inference-gateway",
        "whetstone, default",
        "whetstone-training, training-worker",
        "whetstone-training, default"
    })
    void nobodyElseMayDoAnything(String namespace, String serviceAccount) {
        assertThat(allowed(namespace, serviceAccount)).isEmpty();
    }

    @Test
    void nobodyRaisesTheirOwnRights() {
        Kubectl admin = cluster.plane().kubectl();
        for (String verb : List.of("escalate", "bind")) {
            for (String resource :
                    List.of("roles.rbac.authorization.k8s.io", "clusterroles.rbac.authorization.k8s.io")) {
                assertThat(canI(admin, verb, resource)).isEqualTo("no");
            }
        }
        for (String resource : List.of("users", "groups", "serviceaccounts")) {
            assertThat(canI(admin, "impersonate", resource)).isEqualTo("no");
        }
        assertThat(canI(admin, "create", "jobs.batch")).isEqualTo("yes");
    }

    @Test
    void theTokenOfTrainingServiceStartsAJobAndOpensNoSecret() {
        cluster.kubectl(
                "--namespace=whetstone",
                "create",
                "secret",
                "generic",
                "eval-service-sealing",
                "--from-literal=key.json=x");
        Kubectl service = new Kubectl(cluster.plane().kubeconfigOf("whetstone", "training-service"));

        service.runWith(job("whetstone-training"), "create", "--filename=-");
        assertThat(service.run("--namespace=whetstone-training", "get", "jobs", "--output=name"))
                .contains("job.batch/attempt");

        assertThat(service.ask(job("whetstone"), "create", "--filename=-").warnings())
                .contains("cannot create resource \"jobs\"");
        assertThat(service.ask("", "--namespace=whetstone", "get", "secret", "eval-service-sealing")
                        .warnings())
                .contains("cannot get resource \"secrets\"");
        assertThat(service.ask("", "--namespace=whetstone-training", "run", "by-hand", "--image=none")
                        .warnings())
                .contains("cannot create resource \"pods\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"whetstone", "whetstone-training"})
    void noPodThatIsNotRestrictedIsLetIn(String namespace) {
        Kubectl.Answer answer =
                cluster.plane().kubectl().ask("", "--namespace", namespace, "run", "root", "--image=none");

        assertThat(answer.succeeded()).isFalse();
        assertThat(answer.warnings()).contains("violates PodSecurity \"restricted:latest\"");
    }

    /** They are part of no overlay. */
    @ParameterizedTest
    @ValueSource(strings = {"outside-services", "tracing"})
    void aComponentsNetworkPoliciesAreTaken(String component) {
        String policies = Manifests.directory()
                .resolve("components")
                .resolve(component)
                .resolve("network-policy.yaml")
                .toString();

        assertThat(cluster.kubectl("--warnings-as-errors", "apply", "--filename", policies)
                        .lines())
                .hasSize(2)
                .allMatch(line -> line.endsWith(" created"));
        assertThat(cluster.kubectl("apply", "--filename", policies).lines())
                .allMatch(line -> line.endsWith(" unchanged"));
    }

    private static String canI(Kubectl admin, String verb, String resource) {
        return admin.ask(
                        "",
                        "--namespace=whetstone-training",
                        "auth",
                        "can-i",
                        verb,
                        resource,
                        "--as=system:serviceaccount:whetstone:training-service")
                .output()
                .strip();
    }

    private static Set<String> allowed(String namespace, String serviceAccount) {
        Config config = new ConfigBuilder(
                        Config.fromKubeconfig(cluster.plane().kubeconfig().toFile()))
                .withImpersonateUsername("system:serviceaccount:" + namespace + ":" + serviceAccount)
                .build();
        Set<String> allowed = new TreeSet<>();
        try (KubernetesClient client =
                new KubernetesClientBuilder().withConfig(config).build()) {
            for (String in : NAMESPACES) {
                for (String resource : RESOURCES) {
                    for (String verb : VERBS) {
                        if (allowed(client, verb, resource, in)) {
                            allowed.add(verb + " " + resource + " in " + in);
                        }
                    }
                }
            }
        }
        return allowed;
    }

    private static boolean allowed(KubernetesClient client, String verb, String resource, String namespace) {
        String[] parts = resource.split("/", 3);
        return client.authorization()
                .v1()
                .selfSubjectAccessReview()
                .create(new SelfSubjectAccessReviewBuilder()
                        .withNewSpec()
                        .withNewResourceAttributes()
                        .withVerb(verb)
                        .withGroup(parts[0])
                        .withResource(parts[1])
                        .withSubresource(parts.length > 2 ? parts[2] : "")
                        .withNamespace(namespace)
                        .endResourceAttributes()
                        .endSpec()
                        .build())
                .getStatus()
                .getAllowed();
    }

    private static String job(String namespace) {
        return """
                apiVersion: batch/v1
                kind: Job
                metadata: {name: attempt, namespace: %s}
                spec:
                  template:
                    spec:
                      restartPolicy: Never
                      containers: [{name: worker, image: none}]
                """.formatted(namespace);
    }
}
