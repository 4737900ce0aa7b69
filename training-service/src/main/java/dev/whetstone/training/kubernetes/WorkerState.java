package dev.whetstone.training.kubernetes;

import dev.whetstone.training.launch.WorkerEnd;
import dev.whetstone.training.worker.WorkerExit;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** What a Job and its pods say about their worker. Plain: the cluster's objects go in, the worker's end comes out. */
final class WorkerState {

    /** A pod is gone for good when its grace is over by this much and its node has still not said that it ended. */
    private static final Duration SILENCE = Duration.ofSeconds(15);

    private final Duration startDeadline;
    private final Function<Pod, String> log;

    /** @param log the end of a pod's log, asked for only when it explains something; empty when there is none */
    WorkerState(Duration startDeadline, Function<Pod, String> log) {
        this.startDeadline = startDeadline;
        this.log = log;
    }

    /** Empty while the worker lives, is about to start or waits for a place. */
    Optional<WorkerEnd> ended(Optional<Job> job, Collection<Pod> pods, Instant now) {
        if (job.flatMap(found -> condition(found, "Complete")).isPresent()) {
            return Optional.of(new WorkerEnd.Spoke());
        }
        Optional<Pod> newest =
                pods.stream().max(Comparator.comparing(pod -> pod.getMetadata().getCreationTimestamp()));
        Optional<WorkerEnd> end = newest.flatMap(pod -> endOf(pod, now));
        if (end.isPresent()) {
            return end;
        }
        if (job.isEmpty() && newest.isEmpty()) {
            return Optional.of(new WorkerEnd.Died("its Job is gone, somebody has deleted it"));
        }
        return job.flatMap(found -> condition(found, "Failed"))
                .map(failed ->
                        new WorkerEnd.Died("its Job failed: " + failed.getReason() + ": " + failed.getMessage()));
    }

    private Optional<WorkerEnd> endOf(Pod pod, Instant now) {
        Optional<ContainerStateTerminated> terminated = workerState(pod).map(ContainerState::getTerminated);
        if (terminated.isPresent()) {
            return Optional.of(ofExit(pod, terminated.get()));
        }
        if ("Failed".equals(pod.getStatus().getPhase())) {
            String how = "its pod failed: " + pod.getStatus().getReason() + ": "
                    + pod.getStatus().getMessage();
            return Optional.of(displaced(pod).isPresent() ? new WorkerEnd.Displaced(how) : new WorkerEnd.Died(how));
        }
        if (pod.getMetadata().getDeletionTimestamp() != null
                && now.isAfter(
                        Instant.parse(pod.getMetadata().getDeletionTimestamp()).plus(SILENCE))) {
            return Optional.of(new WorkerEnd.Displaced("node " + pod.getSpec().getNodeName()
                    + " has not said that its pod ended, though that was due at "
                    + pod.getMetadata().getDeletionTimestamp()));
        }
        return neverStarted(pod, now);
    }

    private WorkerEnd ofExit(Pod pod, ContainerStateTerminated end) {
        int status = end.getExitCode();
        boolean ownWord =
                status == WorkerExit.FINISHED || status == WorkerExit.FINAL_FAILURE || status == WorkerExit.PREEMPTED;
        if (!ownWord && displaced(pod).isPresent()) {
            return new WorkerEnd.Displaced(
                    "exit status " + status + ", " + displaced(pod).get());
        }
        String reason = Objects.requireNonNullElse(end.getReason(), "");
        return switch (WorkerEnd.of(status, () -> log.apply(pod))) {
            case WorkerEnd.Died(String how)
            when !reason.isEmpty() && !reason.equals("Error") -> new WorkerEnd.Died(reason + ": " + how);
            case WorkerEnd other -> other;
        };
    }

    /** Scheduled, but its image, volumes or configuration are not to be had. */
    private Optional<WorkerEnd> neverStarted(Pod pod, Instant now) {
        boolean started = workerState(pod).map(ContainerState::getRunning).isPresent();
        Optional<Instant> scheduled = condition(pod, "PodScheduled")
                .filter(condition -> "True".equals(condition.getStatus()))
                .map(condition -> Instant.parse(condition.getLastTransitionTime()));
        if (started || scheduled.isEmpty() || now.isBefore(scheduled.get().plus(startDeadline))) {
            return Optional.empty();
        }
        String waiting = workerState(pod)
                .map(ContainerState::getWaiting)
                .map(state -> state.getReason() + ": " + Objects.requireNonNullElse(state.getMessage(), "no message"))
                .orElse("its container was not even created");
        return Optional.of(new WorkerEnd.Died("its pod on node " + pod.getSpec().getNodeName()
                + " has not started within " + startDeadline.toSeconds() + " s: " + waiting));
    }

    /** Why the cluster took the pod's place away, if it did. */
    private static Optional<String> displaced(Pod pod) {
        Optional<String> disruption = condition(pod, "DisruptionTarget")
                .filter(condition -> "True".equals(condition.getStatus()))
                .map(condition -> condition.getReason() + ": " + condition.getMessage());
        if (disruption.isPresent()) {
            return disruption;
        }
        return pod.getMetadata().getDeletionTimestamp() != null
                        || "Evicted".equals(pod.getStatus().getReason())
                ? Optional.of("its pod was deleted")
                : Optional.empty();
    }

    private static Optional<ContainerState> workerState(Pod pod) {
        return Stream.ofNullable(pod.getStatus())
                .flatMap(status -> status.getContainerStatuses().stream())
                .filter(container -> container.getName().equals(WorkerTemplate.CONTAINER))
                .map(ContainerStatus::getState)
                .filter(Objects::nonNull)
                .findFirst();
    }

    private static Optional<PodCondition> condition(Pod pod, String type) {
        return pod.getStatus().getConditions().stream()
                .filter(condition -> condition.getType().equals(type))
                .findFirst();
    }

    private static Optional<JobCondition> condition(Job job, String type) {
        List<JobCondition> conditions =
                job.getStatus() == null ? List.of() : job.getStatus().getConditions();
        return conditions.stream()
                .filter(condition -> condition.getType().equals(type)
                        && condition.getStatus().equals("True"))
                .findFirst();
    }

    /** Whether nothing of this Job will change any more. */
    static boolean finished(Job job) {
        return condition(job, "Complete").isPresent()
                || condition(job, "Failed").isPresent();
    }
}
