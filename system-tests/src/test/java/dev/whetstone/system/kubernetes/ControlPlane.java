package dev.whetstone.system.kubernetes;

import dev.whetstone.local.Ports;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A Kubernetes control plane of its own, on free ports of the loopback interface: etcd, API server (RBAC, Pod Security, service accounts with
 * tokens), controller manager, scheduler, and kwok in the place of each node's kubelet. Nodes beat and pods turn ready at once, but no container
 * runs. A pod labelled {@code app.kubernetes.io/component=training-worker} is left as it is: a test says what becomes of it.
 */
public final class ControlPlane implements AutoCloseable {

    /** The node that is there from the start: 8 GPUs, 32 cores, 256 GiB. */
    public static final String NODE = "gpu-0";

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String HOST = "127.0.0.1";

    private final Tools tools;
    private final Path directory;
    private final int port = Ports.free();
    private final int etcdPort = Ports.free();
    private final ClusterFiles files;
    private final List<ServerProcess> servers = new ArrayList<>();
    /** By node: in the place of its kubelet. */
    private final Map<String, ServerProcess> kwoks = new ConcurrentHashMap<>();

    private ServerProcess apiServer;
    private KubernetesClient client;

    private ControlPlane(Tools tools, Path directory) {
        this.tools = tools;
        this.directory = directory;
        this.files = new ClusterFiles(directory, port);
    }

    /** @param directory an empty folder: data, keys and logs; nothing else of this machine is written */
    public static ControlPlane start(Path directory) {
        ControlPlane plane = new ControlPlane(Tools.find(), directory.toAbsolutePath());
        try {
            plane.start();
            return plane;
        } catch (RuntimeException e) {
            plane.close();
            throw e;
        }
    }

    public Path kubeconfig() {
        return files.adminKubeconfig();
    }

    /** As a service account, with a token that the API server gives and only its rights. */
    public Path kubeconfigOf(String namespace, String serviceAccount) {
        String token = kubectl("--namespace", namespace, "create", "token", serviceAccount, "--duration=4h");
        return files.writeKubeconfig(namespace + "-" + serviceAccount, token.strip());
    }

    /** As the administrator. */
    public KubernetesClient client() {
        return client;
    }

    /** As the administrator; fails with what kubectl says. */
    public String kubectl(String... arguments) {
        return kubectl().run(arguments);
    }

    Kubectl kubectl() {
        return new Kubectl(kubeconfig());
    }

    /** Nobody can ask any more; what is stored stays, and the other servers go on trying. */
    public void stopApiServer() {
        apiServer.close();
    }

    /** On the same port with the same keys; returns when it answers. */
    public void startApiServer() {
        apiServer = start("kube-apiserver", apiServerArguments());
        awaitReady();
    }

    /** Returns when it is ready to take pods. */
    public void addNode(String name, int gpus) {
        Map<String, Quantity> resources = Map.of(
                "cpu", new Quantity("32"),
                "memory", new Quantity("256Gi"),
                "ephemeral-storage", new Quantity("1Ti"),
                "pods", new Quantity("110"),
                "nvidia.com/gpu", new Quantity(String.valueOf(gpus)));
        client.nodes()
                .resource(new NodeBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .addToLabels("kubernetes.io/hostname", name)
                        .addToLabels("kubernetes.io/os", "linux")
                        .addToLabels("kubernetes.io/arch", "amd64")
                        .endMetadata()
                        .withNewStatus()
                        .withCapacity(resources)
                        .withAllocatable(resources)
                        .endStatus()
                        .build())
                .create();
        wakeNode(name);
        await("node " + name + " to take pods", () -> takesPods(name));
    }

    /** It stops beating: after a while it is unreachable, and its pods are asked to go but nobody there answers. */
    public void silenceNode(String name) {
        kwoks.remove(name).close();
    }

    /** It beats again. */
    public void wakeNode(String name) {
        kwoks.put(name, ServerProcess.start("kwok-" + name, tools.program("kwok"), directory, kwokArguments(name)));
    }

    /** The machine is gone for good; its pods are collected. */
    public void removeNode(String name) {
        kubectl("delete", "node", name, "--wait=false");
        Optional.ofNullable(kwoks.remove(name)).ifPresent(ServerProcess::close);
    }

    /** Ends all servers at once. */
    @Override
    public void close() {
        if (client != null) {
            client.close();
        }
        if (apiServer != null) {
            apiServer.close();
        }
        kwoks.values().forEach(ServerProcess::close);
        servers.reversed().forEach(ServerProcess::close);
    }

    private void start() {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        files.write();
        String etcd = "http://" + HOST + ":" + etcdPort;
        servers.add(start(
                "etcd",
                List.of(
                        "--data-dir=etcd",
                        "--listen-client-urls=" + etcd,
                        "--advertise-client-urls=" + etcd,
                        "--listen-peer-urls=http://" + HOST + ":" + Ports.free(),
                        "--unsafe-no-fsync")));
        startApiServer();
        client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(kubeconfig().toFile()))
                .build();
        servers.add(start("kube-controller-manager", controllerManagerArguments()));
        servers.add(start(
                "kube-scheduler", List.of("--kubeconfig=" + kubeconfig(), "--leader-elect=false", "--secure-port=0")));
        addNode(NODE, 8);
    }

    private ServerProcess start(String program, List<String> arguments) {
        return ServerProcess.start(program, tools.program(program), directory, arguments);
    }

    private List<String> apiServerArguments() {
        return List.of(
                "--etcd-servers=http://" + HOST + ":" + etcdPort,
                "--bind-address=" + HOST,
                "--secure-port=" + port,
                // Of the addresses that are for examples: nobody is to come over it, and a loopback address is refused.
                "--advertise-address=192.0.2.1",
                "--endpoint-reconciler-type=none",
                "--cert-dir=" + files.certificates(),
                "--token-auth-file=" + files.tokens(),
                "--authorization-mode=Node,RBAC",
                "--service-account-issuer=https://whetstone.test",
                "--service-account-key-file=" + files.publicKey(),
                "--service-account-signing-key-file=" + files.privateKey(),
                "--service-cluster-ip-range=10.0.0.0/24");
    }

    private List<String> controllerManagerArguments() {
        return List.of(
                "--kubeconfig=" + kubeconfig(),
                "--service-account-private-key-file=" + files.privateKey(),
                "--root-ca-file=" + files.authority(),
                "--use-service-account-credentials",
                "--leader-elect=false",
                "--secure-port=0",
                // A silent node is missed after 16 s, not after 50.
                "--node-monitor-period=2s",
                "--node-monitor-grace-period=16s");
    }

    private List<String> kwokArguments(String node) {
        return List.of(
                "--kubeconfig=" + kubeconfig(),
                "--manage-all-nodes=false",
                "--manage-single-node=" + node,
                "--node-lease-duration-seconds=8",
                "--config=" + tools.stage("node-initialize"),
                "--config=" + tools.stage("node-heartbeat-with-lease"),
                "--config=" + files.withoutWorkers(tools.stage("pod-ready")),
                "--config=" + files.withoutWorkers(tools.stage("pod-delete")));
    }

    private void awaitReady() {
        await("the API server to be ready", () -> {
            apiServer.requireAlive();
            return kubectl()
                    .ask("", "get", "--raw", "/readyz", "--request-timeout=2s")
                    .succeeded();
        });
    }

    private boolean takesPods(String node) {
        servers.forEach(ServerProcess::requireAlive);
        kwoks.values().forEach(ServerProcess::requireAlive);
        Node found = client.nodes().withName(node).get();
        return found.getSpec().getTaints().isEmpty()
                && found.getStatus().getConditions().stream()
                        .anyMatch(condition -> condition.getType().equals("Ready")
                                && condition.getStatus().equals("True"));
    }

    private void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "waited " + PATIENCE.toSeconds() + " s for " + what + "; logs are in " + directory);
            }
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
    }
}
