package dev.whetstone.system.kubernetes;

import dev.whetstone.system.image.ImageTree;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * In the place of the kubelets: carries out the worker pods that are bound to a node, as real processes with the pod's environment, volumes
 * and user, and tells the API server how they stand. Deletion is SIGTERM, the pod's grace, SIGKILL. Logs are served as a kubelet serves them.
 */
final class PodRunner implements AutoCloseable {

    static final Map<String, String> WORKERS = Map.of("app.kubernetes.io/component", "training-worker");

    private final KubernetesClient client;
    private final PodVolumes volumes;
    private final KubeletServer logs;
    private final Map<String, RunningPod> pods = new ConcurrentHashMap<>();
    private final Set<String> withoutImage = ConcurrentHashMap.newKeySet();
    private final Set<String> silent = ConcurrentHashMap.newKeySet();
    private final SharedIndexInformer<Pod> informer;

    /** @param claims persistent volume claims by name: the directory in the place of each */
    PodRunner(ControlPlane plane, Path directory, Map<String, Path> claims) {
        client = plane.client();
        volumes = new PodVolumes(client, directory, claims);
        logs = new KubeletServer(
                directory,
                name -> pods.values().stream()
                        .filter(pod -> pod.name().equals(name))
                        .findFirst()
                        .map(RunningPod::log));
        informer = client.pods().inAnyNamespace().withLabels(WORKERS).runnableInformer(0);
        informer.addEventHandler(new Changes());
        informer.start().toCompletableFuture().join();
    }

    /** The node's machine is gone with all that ran on it, and nobody tells the API server. */
    void lose(String node) {
        silent.add(node);
        pods.values().stream().filter(pod -> pod.node().equals(node)).forEach(RunningPod::killProcess);
    }

    /** The lost node was taken out of the cluster: another may get its name. */
    void forget(String node) {
        pods.values().stream().filter(pod -> pod.node().equals(node)).forEach(RunningPod::kill);
        silent.remove(node);
    }

    /** Empty while there is none. */
    String logOf(String pod) {
        return pods.values().stream()
                .filter(running -> running.name().equals(pod))
                .map(RunningPod::log)
                .filter(Files::exists)
                .findFirst()
                .map(PodRunner::read)
                .orElse("");
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From now on no image can be had for pods of this task. */
    void withholdImages(String task) {
        withoutImage.add(task);
    }

    /** Processes that run now. */
    long running() {
        return pods.values().stream().filter(RunningPod::alive).count();
    }

    /** SIGKILL to the pod's process, as the kernel does when memory is short. */
    void kill(String pod) {
        pods.values().stream().filter(running -> running.name().equals(pod)).forEach(RunningPod::killProcess);
    }

    private Optional<ImageTree> image(Pod pod) {
        String image = pod.getSpec().getContainers().getFirst().getImage();
        String name = image.substring(image.lastIndexOf('/') + 1).split(":", 2)[0];
        boolean withheld = withoutImage.contains(pod.getMetadata().getLabels().get("whetstone.dev/task"));
        return withheld ? Optional.empty() : Optional.of(ImageTree.of(name));
    }

    private void serveLogsOf(String node) {
        client.nodes()
                .withName(node)
                .editStatus(found -> new NodeBuilder(found)
                        .editStatus()
                        .withAddresses(new NodeAddress("127.0.0.1", "InternalIP"))
                        .withNewDaemonEndpoints()
                        .withNewKubeletEndpoint(logs.port())
                        .endDaemonEndpoints()
                        .endStatus()
                        .build());
    }

    private void changed(Pod pod) {
        if (pod.getSpec().getNodeName() == null || silent.contains(pod.getSpec().getNodeName())) {
            return;
        }
        pods.computeIfAbsent(pod.getMetadata().getUid(), _ -> start(pod)).changed(pod);
    }

    private RunningPod start(Pod pod) {
        String node = pod.getSpec().getNodeName();
        serveLogsOf(node);
        return RunningPod.start(client, volumes, this::image, pod, () -> silent.contains(node));
    }

    @Override
    public void close() {
        informer.close();
        pods.values().forEach(RunningPod::kill);
        logs.close();
    }

    private final class Changes implements ResourceEventHandler<Pod> {

        @Override
        public void onAdd(Pod pod) {
            changed(pod);
        }

        @Override
        public void onUpdate(Pod before, Pod now) {
            changed(now);
        }

        @Override
        public void onDelete(Pod pod, boolean finalStateUnknown) {
            RunningPod gone = pods.get(pod.getMetadata().getUid());
            if (gone != null && !silent.contains(pod.getSpec().getNodeName())) {
                gone.kill();
            }
        }
    }
}
