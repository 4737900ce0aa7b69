package dev.whetstone.system.kubernetes;

import dev.whetstone.system.image.ImageTree;
import dev.whetstone.system.image.SandboxedProcess;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.ResourceNotFoundException;
import io.fabric8.kubernetes.client.dsl.PodResource;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** One pod from its volumes to its last status, on a thread of its own. */
final class RunningPod {

    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Duration LONG_PAUSE = Duration.ofSeconds(1);
    private static final int SIGKILLED = 137;

    private final KubernetesClient client;
    private final PodVolumes volumes;
    private final Function<Pod, Optional<ImageTree>> images;
    private final BooleanSupplier silenced;
    private final Path log;

    private volatile Pod pod;
    private volatile SandboxedProcess process;
    private volatile boolean killed;
    private Optional<Instant> toBeKilled = Optional.empty();

    private RunningPod(
            KubernetesClient client,
            PodVolumes volumes,
            Function<Pod, Optional<ImageTree>> images,
            Pod pod,
            BooleanSupplier silenced) {
        this.client = client;
        this.volumes = volumes;
        this.images = images;
        this.pod = pod;
        this.silenced = silenced;
        this.log = volumes.directory(pod).resolve("worker.log");
    }

    /** @param images what a pod's image is here; empty when it cannot be had */
    static RunningPod start(
            KubernetesClient client,
            PodVolumes volumes,
            Function<Pod, Optional<ImageTree>> images,
            Pod pod,
            BooleanSupplier silenced) {
        RunningPod running = new RunningPod(client, volumes, images, pod, silenced);
        Thread.ofVirtual().name("pod-" + pod.getMetadata().getName()).start(running::run);
        return running;
    }

    String name() {
        return pod.getMetadata().getName();
    }

    String node() {
        return pod.getSpec().getNodeName();
    }

    Path log() {
        return log;
    }

    boolean alive() {
        return process != null && process.alive();
    }

    void changed(Pod now) {
        pod = now;
    }

    /** Nobody wants it any more: its process ends, and nothing more is told. */
    void kill() {
        killed = true;
        killProcess();
    }

    void killProcess() {
        if (process != null) {
            process.kill();
        }
    }

    private void run() {
        try {
            if (begin()) {
                until(
                        LONG_PAUSE,
                        () -> tell(
                                "Running",
                                new ContainerStateBuilder()
                                        .withNewRunning(now())
                                        .build()));
                watch();
                int status = process.ended().join();
                until(LONG_PAUSE, () -> killed || tell(status == 0 ? "Succeeded" : "Failed", terminated(status)));
            }
            until(PAUSE, () -> pod.getMetadata().getDeletionTimestamp() != null || killed);
            until(LONG_PAUSE, this::remove);
        } catch (IOException e) {
            throw new IllegalStateException("pod " + name(), e);
        }
    }

    /** False when it was deleted before it could begin: no image, or its volumes never came. */
    private boolean begin() throws IOException {
        Container container = pod.getSpec().getContainers().getFirst();
        while (!killed && pod.getMetadata().getDeletionTimestamp() == null) {
            Optional<PodVolumes.Mounted> mounted = volumes.prepare(pod);
            Optional<ImageTree> image = images.apply(pod);
            if (mounted.isPresent() && image.isEmpty()) {
                tell(
                        "Pending",
                        new ContainerStateBuilder()
                                .withNewWaiting("no such image: " + container.getImage(), "ImagePullBackOff")
                                .build());
            } else if (mounted.isPresent()) {
                process = SandboxedProcess.start(
                        image.orElseThrow(),
                        mounted.get().mounts(),
                        mounted.get().environment(),
                        container.getArgs(),
                        log);
                return true;
            }
            LockSupport.parkNanos(LONG_PAUSE.toNanos());
        }
        return false;
    }

    private void watch() {
        while (process.alive()) {
            LockSupport.parkNanos(PAUSE.toNanos());
            if (pod.getMetadata().getDeletionTimestamp() != null && !silenced.getAsBoolean()) {
                if (toBeKilled.isEmpty()) {
                    toBeKilled = Optional.of(
                            Instant.now().plusSeconds(pod.getMetadata().getDeletionGracePeriodSeconds()));
                    process.terminate();
                } else if (Instant.now().isAfter(toBeKilled.get())) {
                    killProcess();
                }
            }
        }
    }

    private static ContainerState terminated(int status) {
        return new ContainerStateBuilder()
                .withNewTerminated()
                .withExitCode(status)
                .withReason(status == 0 ? "Completed" : status == SIGKILLED ? "Killed" : "Error")
                .withFinishedAt(now())
                .endTerminated()
                .build();
    }

    /** True when the API server has it, or has the pod no more. */
    private boolean tell(String phase, ContainerState state) {
        if (silenced.getAsBoolean()) {
            return false;
        }
        String container = pod.getSpec().getContainers().getFirst().getName();
        boolean running = state.getRunning() != null;
        try {
            stored().editStatus(found -> new PodBuilder(found)
                    .editOrNewStatus()
                    .withPhase(phase)
                    .removeMatchingFromConditions(
                            condition -> condition.getType().equals("Ready"))
                    .addToConditions(new PodConditionBuilder()
                            .withType("Ready")
                            .withStatus(running ? "True" : "False")
                            .withLastTransitionTime(now())
                            .build())
                    .withContainerStatuses(new ContainerStatusBuilder()
                            .withName(container)
                            .withImage(
                                    found.getSpec().getContainers().getFirst().getImage())
                            .withImageID("")
                            .withReady(running)
                            .withStarted(running)
                            .withRestartCount(0)
                            .withState(state)
                            .build())
                    .endStatus()
                    .build());
            return true;
        } catch (ResourceNotFoundException e) {
            return true;
        } catch (KubernetesClientException e) {
            return e.getCode() == 404;
        }
    }

    /** As a kubelet does when nothing of the pod runs any more. */
    private boolean remove() {
        if (silenced.getAsBoolean() && !killed) {
            return false;
        }
        try {
            stored().withGracePeriod(0).delete();
            return true;
        } catch (KubernetesClientException e) {
            return e.getCode() == 404;
        }
    }

    /** As it is there now: what this runner has seen of it last may be old. */
    private PodResource stored() {
        return client.pods()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName());
    }

    private static void until(Duration pause, BooleanSupplier done) {
        while (!done.getAsBoolean()) {
            LockSupport.parkNanos(pause.toNanos());
        }
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
