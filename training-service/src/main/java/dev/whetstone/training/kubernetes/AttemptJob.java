package dev.whetstone.training.kubernetes;

import dev.whetstone.training.job.Attempt;
import dev.whetstone.training.worker.RunSpec;
import io.fabric8.kubernetes.api.model.HasMetadata;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** How a Job names its attempt: asked for twice, the cluster has it once. */
final class AttemptJob {

    static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    static final String COMPONENT = "app.kubernetes.io/component";
    static final String JOB_NAME = "batch.kubernetes.io/job-name";
    private static final String RUN = "whetstone.dev/run";
    private static final String ATTEMPT = "whetstone.dev/attempt";
    private static final String TOKEN = "whetstone.dev/fencing-token";

    /** What all Jobs of this service and their pods have in common. */
    static final Map<String, String> SELECTOR = Map.of(MANAGED_BY, "training-service", COMPONENT, "training-worker");

    private AttemptJob() {}

    static String name(RunSpec spec) {
        return name(new Attempt.Key(spec.run(), spec.attempt()));
    }

    /** 57 characters at most with an attempt below 10 billion; pods and their hosts may have 63. */
    static String name(Attempt.Key attempt) {
        return "run-" + attempt.run() + "-" + attempt.number();
    }

    static Map<String, String> labels(RunSpec spec) {
        Map<String, String> labels = new LinkedHashMap<>(SELECTOR);
        labels.put("whetstone.dev/task", spec.task().value());
        labels.put("whetstone.dev/job", spec.job().toString());
        labels.put(RUN, spec.run().toString());
        labels.put(ATTEMPT, Integer.toString(spec.attempt()));
        labels.put(TOKEN, Long.toString(spec.fencingToken()));
        return labels;
    }

    /** Empty for a Job that somebody else has labelled as ours. */
    static Optional<Attempt.Key> attempt(HasMetadata job) {
        Map<String, String> labels = job.getMetadata().getLabels();
        try {
            return Optional.of(
                    new Attempt.Key(UUID.fromString(labels.get(RUN)), Integer.parseInt(labels.get(ATTEMPT))));
        } catch (IllegalArgumentException | NullPointerException e) {
            return Optional.empty();
        }
    }

    /** Whether the Job of this name was made for this very attempt: a database set back in time counts attempts anew. */
    static boolean isOf(HasMetadata job, RunSpec spec) {
        return Long.toString(spec.fencingToken())
                .equals(job.getMetadata().getLabels().get(TOKEN));
    }
}
