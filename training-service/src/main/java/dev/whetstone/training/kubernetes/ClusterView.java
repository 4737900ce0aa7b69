package dev.whetstone.training.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import org.jboss.logging.Logger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The workers' Jobs and pods as the cluster last told of them. While the API server is away, it shows what was true before. */
final class ClusterView implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(ClusterView.class);
    private static final Duration FIRST_LOOK = Duration.ofSeconds(5);
    private static final int REMEMBERED = 1_000;
    private static final String BY_JOB = "job";

    private final KubernetesClient client;
    private final String namespace;
    private final SharedIndexInformer<Job> jobs;
    private final SharedIndexInformer<Pod> pods;

    /** Pods that are gone, by their Job: how one ended is seen last in the event that deletes it. */
    private final Map<String, Pod> departed = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Pod> eldest) {
            return size() > REMEMBERED;
        }
    };

    ClusterView(KubernetesClient client, String namespace, Duration resync) {
        this.client = client;
        this.namespace = namespace;
        jobs = client.batch()
                .v1()
                .jobs()
                .inNamespace(namespace)
                .withLabels(AttemptJob.SELECTOR)
                .runnableInformer(resync.toMillis());
        pods = client.pods()
                .inNamespace(namespace)
                .withLabels(AttemptJob.SELECTOR)
                .runnableInformer(resync.toMillis());
        pods.addIndexers(Map.of(BY_JOB, pod -> List.of(jobOf(pod))));
        pods.addEventHandler(new Departures());
    }

    /** Goes on trying when the API server is not there yet. */
    void start() {
        for (SharedIndexInformer<?> informer : List.of(jobs, pods)) {
            informer.exceptionHandler((_, failure) -> {
                LOG.warnf("the cluster is not watched at the moment: %s", failure.getMessage());
                return true;
            });
            try {
                informer.start().toCompletableFuture().get(FIRST_LOOK.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException | ExecutionException e) {
                LOG.warnf("namespace %s cannot be read yet: %s", namespace, e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    boolean current() {
        return jobs.hasSynced() && jobs.isWatching() && pods.hasSynced() && pods.isWatching();
    }

    List<Job> jobs() {
        return jobs.getStore().list();
    }

    /**
     * A Job that the watch does not know is asked for: it may be newer than what was told.
     *
     * @throws KubernetesClientException when it is not known and cannot be asked for
     */
    Optional<Job> job(String name) {
        Optional<Job> known = Optional.ofNullable(jobs.getStore().getByKey(namespace + "/" + name));
        return known.or(() -> Optional.ofNullable(
                client.batch().v1().jobs().inNamespace(namespace).withName(name).get()));
    }

    List<Pod> podsOf(String job) {
        List<Pod> found = new ArrayList<>(pods.getIndexer().byIndex(BY_JOB, job));
        if (found.isEmpty()) {
            synchronized (departed) {
                Optional.ofNullable(departed.get(job)).ifPresent(found::add);
            }
        }
        return found;
    }

    private static String jobOf(Pod pod) {
        return pod.getMetadata().getLabels().getOrDefault(AttemptJob.JOB_NAME, "");
    }

    @Override
    public void close() {
        jobs.close();
        pods.close();
    }

    private final class Departures implements ResourceEventHandler<Pod> {

        @Override
        public void onAdd(Pod pod) {
            // The store has it.
        }

        @Override
        public void onUpdate(Pod before, Pod now) {
            // The store has it.
        }

        @Override
        public void onDelete(Pod pod, boolean finalStateUnknown) {
            synchronized (departed) {
                departed.put(jobOf(pod), pod);
            }
        }
    }
}
