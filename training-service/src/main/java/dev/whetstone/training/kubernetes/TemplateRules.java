package dev.whetstone.training.kubernetes;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What a template must say so that its Jobs keep what training-service promises. The API server checks the rest. */
final class TemplateRules {

    /** A worker takes up to 60 s to save its checkpoint, and needs some more to tell of it. */
    private static final long GRACE_SECONDS = 70;

    private final List<String> problems = new ArrayList<>();

    private TemplateRules() {}

    static List<String> problems(Job job, boolean imageIsSet, List<Path> directories) {
        TemplateRules rules = new TemplateRules();
        rules.check(job, imageIsSet, directories);
        return rules.problems;
    }

    private void check(Job job, boolean imageIsSet, List<Path> directories) {
        if (job == null || !"Job".equals(job.getKind()) || !"batch/v1".equals(job.getApiVersion())) {
            problems.add("expected apiVersion batch/v1 and kind Job");
            return;
        }
        if (job.getSpec() == null
                || job.getSpec().getTemplate() == null
                || job.getSpec().getTemplate().getSpec() == null) {
            problems.add("spec.template.spec is missing");
            return;
        }
        checkJob(job.getSpec());
        checkPod(job.getSpec().getTemplate().getSpec());
        List<Container> workers = job.getSpec().getTemplate().getSpec().getContainers().stream()
                .filter(container -> WorkerTemplate.CONTAINER.equals(container.getName()))
                .toList();
        if (workers.size() != 1) {
            problems.add("spec.template.spec.containers: expected one container named '" + WorkerTemplate.CONTAINER
                    + "', found " + workers.size());
        } else {
            checkWorker(workers.getFirst(), imageIsSet, directories);
        }
    }

    private void checkJob(JobSpec spec) {
        require(
                Objects.equals(spec.getBackoffLimit(), 0),
                "spec.backoffLimit",
                0,
                spec.getBackoffLimit(),
                "attempts are counted by training-service");
        require(one(spec.getCompletions()), "spec.completions", 1, spec.getCompletions(), "an attempt is one worker");
        require(one(spec.getParallelism()), "spec.parallelism", 1, spec.getParallelism(), "an attempt is one worker");
        require(
                !Boolean.TRUE.equals(spec.getSuspend()),
                "spec.suspend",
                "nothing",
                spec.getSuspend(),
                "only a queue may suspend");
        require(
                "Failed".equals(spec.getPodReplacementPolicy()),
                "spec.podReplacementPolicy",
                "Failed",
                spec.getPodReplacementPolicy(),
                "or two workers of one attempt may run at once");
    }

    private void checkPod(PodSpec pod) {
        require(
                "Never".equals(pod.getRestartPolicy()),
                "spec.template.spec.restartPolicy",
                "Never",
                pod.getRestartPolicy(),
                "a restarted worker would begin from an old checkpoint");
        Long grace = pod.getTerminationGracePeriodSeconds();
        require(
                grace != null && grace >= GRACE_SECONDS,
                "spec.template.spec.terminationGracePeriodSeconds",
                "at least " + GRACE_SECONDS,
                grace,
                "a worker that is told to stop saves a checkpoint");
    }

    private void checkWorker(Container worker, boolean imageIsSet, List<Path> directories) {
        if (worker.getImage() == null && !imageIsSet) {
            problems.add("container worker has no image; give it one, or set whetstone.training.kubernetes.image");
        }
        for (Path directory : directories) {
            if (worker.getVolumeMounts().stream().noneMatch(mount -> directory.startsWith(mount.getMountPath()))) {
                problems.add("container worker mounts no volume at " + directory + ", which its run specs name");
            }
        }
        if (worker.getVolumeMounts().stream()
                .map(VolumeMount::getMountPath)
                .anyMatch(WorkerTemplate.RUN_SPEC_DIRECTORY::equals)) {
            problems.add("container worker mounts something at " + WorkerTemplate.RUN_SPEC_DIRECTORY
                    + ", where training-service puts the run spec");
        }
    }

    private static boolean one(Integer number) {
        return number == null || number == 1;
    }

    private void require(boolean holds, String field, Object expected, Object found, String why) {
        if (!holds) {
            problems.add(field + ": expected " + expected + ", found " + (found == null ? "nothing" : found) + " ("
                    + why + ")");
        }
    }
}
