package dev.whetstone.training.kubernetes;

import dev.whetstone.training.job.Attempt;
import dev.whetstone.training.launch.LaunchException;
import dev.whetstone.training.launch.Launcher;
import dev.whetstone.training.launch.LogTail;
import dev.whetstone.training.launch.WorkerEnd;
import dev.whetstone.training.worker.RunSpec;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.jboss.logging.Logger;

import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A worker is the pod of a Job. What this service knows of it is what the cluster says, so that it may die and start again at any time:
 * its Jobs go on meanwhile, and it finds them by their names.
 */
public final class KubernetesLauncher implements Launcher, AutoCloseable {

    private static final Logger LOG = Logger.getLogger(KubernetesLauncher.class);
    private static final int TOO_MANY_REQUESTS = 429;

    private final KubernetesClient client;
    private final String namespace;
    private final WorkerTemplate template;
    private final ClusterView view;
    private final Duration startDeadline;

    KubernetesLauncher(KubernetesClient client, String namespace, WorkerTemplate template, KubernetesConfig config) {
        this.client = client;
        this.namespace = namespace;
        this.template = template;
        this.startDeadline = config.startDeadline();
        this.view = new ClusterView(client, namespace, config.resync());
        view.start();
    }

    /** A Job that is there already was asked for by a predecessor that died before it could say so. */
    @Override
    public Worker launch(RunSpec spec) {
        try {
            Job job = existing(spec).orElseGet(() -> create(spec));
            require(template.runSpec(spec, job));
            LOG.infof("Job %s created for attempt %d of run %s", name(job), spec.attempt(), spec.run());
            return new JobWorker(name(job));
        } catch (KubernetesClientException e) {
            throw failure(spec, e);
        }
    }

    private Optional<Job> existing(RunSpec spec) {
        Optional<Job> found = view.job(AttemptJob.name(spec));
        if (found.isPresent() && !AttemptJob.isOf(found.get(), spec)) {
            delete(name(found.get()));
            throw new LaunchException.NotNow(
                    "Job " + name(found.get())
                            + " is of another time: it has this attempt's name and another fencing token, "
                            + "and is deleted first",
                    null);
        }
        return found;
    }

    private Job create(RunSpec spec) {
        return client.resource(template.job(spec, namespace)).create();
    }

    private void require(ConfigMap runSpec) {
        try {
            client.resource(runSpec).create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
        }
    }

    private LaunchException failure(RunSpec spec, KubernetesClientException e) {
        String message =
                "Job " + AttemptJob.name(spec) + " cannot be created in namespace " + namespace + ": " + e.getMessage();
        boolean answered = e.getCode() >= HttpURLConnection.HTTP_BAD_REQUEST
                && e.getCode() < HttpURLConnection.HTTP_INTERNAL_ERROR
                && e.getCode() != TOO_MANY_REQUESTS
                && e.getCode() != HttpURLConnection.HTTP_CONFLICT;
        // Of all refusals only a quota's passes by itself.
        boolean quota = e.getCode() == HttpURLConnection.HTTP_FORBIDDEN
                && String.valueOf(e.getMessage()).contains("exceeded quota");
        return answered && !quota ? new LaunchException.Refused(message, e) : new LaunchException.NotNow(message, e);
    }

    @Override
    public Optional<String> obstacle() {
        return view.current()
                ? Optional.empty()
                : Optional.of("the API server " + client.getMasterUrl() + " does not answer; running workers go on");
    }

    /** One that has ended since is found too: how it ended must not get lost with the service that watched it. */
    @Override
    public Optional<Worker> find(RunSpec spec) {
        try {
            Optional<Job> found = view.job(AttemptJob.name(spec)).filter(job -> AttemptJob.isOf(job, spec));
            found.filter(job -> !WorkerState.finished(job)).ifPresent(job -> require(template.runSpec(spec, job)));
            return found.map(job -> new JobWorker(name(job)));
        } catch (KubernetesClientException e) {
            LOG.warnf("whether Job %s is there cannot be asked: %s", AttemptJob.name(spec), e.getMessage());
            return Optional.empty();
        }
    }

    @Override
    public Map<Attempt.Key, Worker> all() {
        Map<Attempt.Key, Worker> workers = new HashMap<>();
        for (Job job : view.jobs()) {
            if (job.getMetadata().getDeletionTimestamp() != null || WorkerState.finished(job)) {
                continue;
            }
            AttemptJob.attempt(job).ifPresent(attempt -> workers.put(attempt, new JobWorker(name(job))));
        }
        return workers;
    }

    @Override
    public boolean outlivesService() {
        return true;
    }

    private static String name(Job job) {
        return job.getMetadata().getName();
    }

    /** The Job stays until its pod has ended, which has its grace to save a checkpoint. */
    private void delete(String job) {
        client.batch()
                .v1()
                .jobs()
                .inNamespace(namespace)
                .withName(job)
                .withPropagationPolicy(DeletionPropagation.FOREGROUND)
                .delete();
    }

    private String logOf(Pod pod) {
        try {
            return LogTail.of(client.pods()
                    .inNamespace(namespace)
                    .withName(pod.getMetadata().getName())
                    .inContainer(WorkerTemplate.CONTAINER)
                    .tailingLines(LogTail.LINES)
                    .getLog());
        } catch (KubernetesClientException e) {
            return "(its log cannot be read: " + e.getMessage() + ")";
        }
    }

    @Override
    public void close() {
        view.close();
    }

    /** The worker of one Job. Its end is worked out once: the log it quotes may be gone later. */
    private final class JobWorker implements Worker {

        private final String job;
        private Optional<WorkerEnd> end = Optional.empty();

        JobWorker(String job) {
            this.job = job;
        }

        @Override
        public synchronized Optional<WorkerEnd> ended() {
            if (end.isEmpty()) {
                try {
                    WorkerState state = new WorkerState(startDeadline, KubernetesLauncher.this::logOf);
                    end = state.ended(view.job(job), view.podsOf(job), Instant.now());
                } catch (KubernetesClientException e) {
                    LOG.warnf("how Job %s stands cannot be asked: %s", job, e.getMessage());
                }
            }
            return end;
        }

        /** A finished Job stays for whoever wants to read its log, until its time to live is over. */
        @Override
        public void stop() {
            try {
                view.job(job)
                        .filter(found -> !WorkerState.finished(found))
                        .filter(found -> found.getMetadata().getDeletionTimestamp() == null)
                        .ifPresent(_ -> delete(job));
            } catch (KubernetesClientException e) {
                LOG.warnf("Job %s cannot be deleted now and is deleted at a later look: %s", job, e.getMessage());
            }
        }
    }
}
