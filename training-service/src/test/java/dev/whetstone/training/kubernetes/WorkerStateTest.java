package dev.whetstone.training.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whetstone.training.launch.WorkerEnd;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What is made of a Job and its pods, as a cluster's API shows them. */
class WorkerStateTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Job ACTIVE = new JobBuilder()
            .withNewMetadata()
            .withName("run-1")
            .endMetadata()
            .withNewStatus()
            .withActive(1)
            .endStatus()
            .build();

    private final WorkerState state = new WorkerState(Duration.ofMinutes(5), _ -> "its last line");

    @Test
    void aJobThatWaitsForANodeLives() {
        Pod unscheduled = pod().editStatus()
                .withPhase("Pending")
                .addNewCondition()
                .withType("PodScheduled")
                .withStatus("False")
                .withLastTransitionTime("2026-02-01T00:00:00Z")
                .endCondition()
                .endStatus()
                .build();

        assertThat(ended(ACTIVE)).as("no pod yet").isEmpty();
        assertThat(ended(ACTIVE, unscheduled)).as("no node for a month").isEmpty();
    }

    @Test
    void aRunningPodLives() {
        assertThat(ended(ACTIVE, running().build())).isEmpty();
    }

    @Test
    void statusesOfTheWorkersOwnAreItsWord() {
        assertThat(ended(ACTIVE, exited(0, "Completed").build())).contains(new WorkerEnd.Spoke());
        assertThat(ended(ACTIVE, exited(10, "Error").build())).contains(new WorkerEnd.Spoke());
        assertThat(ended(ACTIVE, exited(20, "Error").build())).contains(new WorkerEnd.Preempted());
        assertThat(ended(finished("Complete", "CompletionsReached"))).contains(new WorkerEnd.Spoke());
    }

    @Test
    void aDeathCarriesItsReasonAndTheEndOfTheLog() {
        assertThat(died(ended(ACTIVE, exited(137, "OOMKilled").build()))).contains("OOMKilled", "137", "its last line");
        assertThat(died(ended(ACTIVE, exited(1, "Error").build()))).startsWith("exit status 1");
    }

    @Test
    void aPodThatWasEvictedIsDisplacedUnlessItSavedACheckpoint() {
        assertThat(ended(ACTIVE, disrupted(exited(137, "Error")).build()))
                .get()
                .isInstanceOf(WorkerEnd.Displaced.class);
        assertThat(ended(ACTIVE, disrupted(exited(20, "Error")).build())).contains(new WorkerEnd.Preempted());
    }

    @Test
    void aDeletedPodHasItsGraceAndThenItsNodeCountsAsLost() {
        Pod ending = running()
                .editMetadata()
                .withDeletionTimestamp("2026-03-01T11:59:50Z")
                .endMetadata()
                .build();
        Pod silent = running()
                .editMetadata()
                .withDeletionTimestamp("2026-03-01T11:59:40Z")
                .endMetadata()
                .build();

        assertThat(ended(ACTIVE, ending)).isEmpty();
        assertThat(ended(ACTIVE, silent))
                .hasValueSatisfying(end -> assertThat(end).isInstanceOf(WorkerEnd.Displaced.class))
                .hasValueSatisfying(end -> assertThat(end.toString()).contains("gpu-0"));
    }

    @Test
    void aPodOnANodeThatDoesNotStartIsGivenUpAfterItsDeadline() {
        assertThat(ended(ACTIVE, waiting("2026-03-01T11:56:00Z"))).isEmpty();
        assertThat(died(ended(ACTIVE, waiting("2026-03-01T11:54:00Z")))).contains("ImagePullBackOff", "300 s", "gpu-0");
    }

    @Test
    void aJobThatFailedWithoutAPodSaysWhy() {
        assertThat(died(ended(finished("Failed", "DeadlineExceeded")))).contains("DeadlineExceeded");
    }

    @Test
    void aDeletedJobIsGoneOnlyWhenItsPodIs() {
        assertThat(state.ended(Optional.empty(), List.of(running().build()), NOW))
                .isEmpty();
        assertThat(state.ended(Optional.empty(), List.of(exited(20, "Error").build()), NOW))
                .contains(new WorkerEnd.Preempted());
        assertThat(died(state.ended(Optional.empty(), List.of(), NOW))).contains("deleted");
    }

    private Optional<WorkerEnd> ended(Job job, Pod... pods) {
        return state.ended(Optional.of(job), List.of(pods), NOW);
    }

    private static String died(Optional<WorkerEnd> end) {
        assertThat(end).get().isInstanceOf(WorkerEnd.Died.class);
        return ((WorkerEnd.Died) end.orElseThrow()).how();
    }

    private static Job finished(String condition, String reason) {
        return new JobBuilder(ACTIVE)
                .editStatus()
                .addNewCondition()
                .withType(condition)
                .withStatus("True")
                .withReason(reason)
                .withMessage("as told")
                .endCondition()
                .endStatus()
                .build();
    }

    private static PodBuilder pod() {
        return new PodBuilder()
                .withNewMetadata()
                .withName("run-1-abcde")
                .withCreationTimestamp("2026-03-01T11:00:00Z")
                .endMetadata()
                .withNewSpec()
                .withNodeName("gpu-0")
                .endSpec()
                .withNewStatus()
                .endStatus();
    }

    private static PodBuilder running() {
        return pod().editStatus()
                .withPhase("Running")
                .addNewContainerStatus()
                .withName("worker")
                .withNewState()
                .withNewRunning()
                .endRunning()
                .endState()
                .endContainerStatus()
                .endStatus();
    }

    private static PodBuilder exited(int status, String reason) {
        return pod().editStatus()
                .withPhase(status == 0 ? "Succeeded" : "Failed")
                .addNewContainerStatus()
                .withName("worker")
                .withNewState()
                .withNewTerminated()
                .withExitCode(status)
                .withReason(reason)
                .endTerminated()
                .endState()
                .endContainerStatus()
                .endStatus();
    }

    private static PodBuilder disrupted(PodBuilder pod) {
        return pod.editStatus()
                .addNewCondition()
                .withType("DisruptionTarget")
                .withStatus("True")
                .withReason("EvictionByEvictionAPI")
                .withMessage("Eviction API: evicting")
                .endCondition()
                .endStatus();
    }

    private static Pod waiting(String scheduledAt) {
        return pod().editStatus()
                .withPhase("Pending")
                .addNewCondition()
                .withType("PodScheduled")
                .withStatus("True")
                .withLastTransitionTime(scheduledAt)
                .endCondition()
                .addNewContainerStatus()
                .withName("worker")
                .withNewState()
                .withNewWaiting("no such image", "ImagePullBackOff")
                .endState()
                .endContainerStatus()
                .endStatus()
                .build();
    }
}
