package dev.whetstone.training.kubernetes;

import dev.whetstone.messaging.TraceParent;
import dev.whetstone.training.worker.RunSpec;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * An operator's Job with what makes it an attempt's: name, labels, run spec, fencing token, and the image, GPUs and queue of the settings.
 */
final class WorkerTemplate {

    static final String CONTAINER = "worker";
    static final String RUN_SPEC_DIRECTORY = "/etc/whetstone/run";
    static final String RUN_SPEC_FILE = "run.json";
    private static final String RUN_SPEC_VOLUME = "run-spec";
    private static final String QUEUE = "kueue.x-k8s.io/queue-name";
    private static final Pattern INHERITED =
            Pattern.compile("(QUARKUS_)?OTEL_(?!SERVICE_NAME|RESOURCE_ATTRIBUTES).*|QUARKUS_LOG_CONSOLE_JSON_ENABLED");

    private final Job job;
    private final KubernetesConfig config;
    private final List<EnvVar> inherited;

    private WorkerTemplate(Job job, KubernetesConfig config, Map<String, String> environment) {
        this.job = job;
        this.config = config;
        this.inherited = inherited(environment);
    }

    /**
     * @param directories of the worker that must lie on volumes, since its root file system is read-only
     * @param environment of this service
     * @throws InvalidTemplateException with everything that is wrong with it
     */
    static WorkerTemplate read(KubernetesConfig config, List<Path> directories, Map<String, String> environment) {
        Path file = config.template()
                .orElseThrow(() -> new InvalidTemplateException(
                        "(none)", List.of("whetstone.training.kubernetes.template names no file")));
        Job job;
        try {
            job = Serialization.unmarshal(Files.readString(file), Job.class);
        } catch (IOException e) {
            throw new InvalidTemplateException(file.toString(), List.of("it cannot be read: " + e));
        } catch (RuntimeException e) {
            throw new InvalidTemplateException(file.toString(), List.of("it is no Job in YAML: " + e.getMessage()));
        }
        List<String> problems = TemplateRules.problems(job, config.image().isPresent(), directories);
        if (!problems.isEmpty()) {
            throw new InvalidTemplateException(file.toString(), problems);
        }
        return new WorkerTemplate(job, config, environment);
    }

    Job job(RunSpec spec, String namespace) {
        List<EnvVar> environment = new ArrayList<>(inherited);
        environment.add(new EnvVar(RunSpec.TOKEN_VARIABLE, Long.toString(spec.fencingToken()), null));
        environment.add(new EnvVar(TraceParent.VARIABLE, spec.trace().value(), null));
        return job(AttemptJob.name(spec), namespace, AttemptJob.labels(spec), environment);
    }

    /** A worker exports its spans and writes its log as this service does: a process of this machine inherits that. */
    private static List<EnvVar> inherited(Map<String, String> environment) {
        return environment.entrySet().stream()
                .filter(variable -> INHERITED.matcher(variable.getKey()).matches())
                .map(variable -> new EnvVar(variable.getKey(), variable.getValue(), null))
                .sorted(Comparator.comparing(EnvVar::getName))
                .toList();
    }

    /** As an attempt's, for the API server to look at. */
    Job sample(String namespace) {
        return job("training-worker-template", namespace, AttemptJob.SELECTOR, List.of());
    }

    private Job job(String name, String namespace, Map<String, String> labels, List<EnvVar> environment) {
        Map<String, String> queue = new HashMap<>();
        config.queue().ifPresent(queueName -> queue.put(QUEUE, queueName));
        return new JobBuilder(job)
                .editOrNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .addToLabels(labels)
                .addToLabels(queue)
                .endMetadata()
                .editSpec()
                .editTemplate()
                .editOrNewMetadata()
                .addToLabels(labels)
                .endMetadata()
                .withSpec(pod(name, environment))
                .endTemplate()
                .endSpec()
                .build();
    }

    private PodSpec pod(String runSpec, List<EnvVar> environment) {
        PodSpecBuilder pod = new PodSpecBuilder(job.getSpec().getTemplate().getSpec())
                .addToVolumes(new VolumeBuilder()
                        .withName(RUN_SPEC_VOLUME)
                        .withNewConfigMap()
                        .withName(runSpec)
                        .endConfigMap()
                        .build());
        ContainerBuilder worker = new ContainerBuilder(pod.buildMatchingContainer(
                        container -> container.getName().equals(CONTAINER)))
                .addNewVolumeMount()
                .withName(RUN_SPEC_VOLUME)
                .withMountPath(RUN_SPEC_DIRECTORY)
                .withReadOnly(true)
                .endVolumeMount()
                .addAllToEnv(environment);
        config.image().ifPresent(worker::withImage);
        if (config.gpus() > 0) {
            worker.editOrNewResources()
                    .addToLimits(config.gpuResource(), new Quantity(Integer.toString(config.gpus())))
                    .endResources();
            pod.addToTolerations(new TolerationBuilder()
                    .withKey(config.gpuResource())
                    .withOperator("Exists")
                    .withEffect("NoSchedule")
                    .build());
        }
        return pod.removeMatchingFromContainers(container -> container.getName().equals(CONTAINER))
                .addToContainers(0, worker.build())
                .build();
    }

    /** Owned by the Job and gone with it. The pod waits for it. */
    ConfigMap runSpec(RunSpec spec, Job owner) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(AttemptJob.name(spec))
                .withNamespace(owner.getMetadata().getNamespace())
                .withLabels(AttemptJob.labels(spec))
                .withOwnerReferences(new OwnerReferenceBuilder()
                        .withApiVersion(owner.getApiVersion())
                        .withKind(owner.getKind())
                        .withName(owner.getMetadata().getName())
                        .withUid(owner.getMetadata().getUid())
                        .build())
                .endMetadata()
                .withImmutable(true)
                .withData(Map.of(RUN_SPEC_FILE, spec.json()))
                .build();
    }
}
