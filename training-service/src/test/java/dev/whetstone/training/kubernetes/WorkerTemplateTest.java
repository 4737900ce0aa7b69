package dev.whetstone.training.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whetstone.artifacts.StoreSettings;
import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.engine.train.LoraRecipe;
import dev.whetstone.messaging.TraceParent;
import dev.whetstone.training.TunedTask;
import dev.whetstone.training.worker.RunSpec;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The template that is deployed, and what becomes of it when somebody changes it. */
class WorkerTemplateTest {

    private static final Path DEPLOYED = Path.of("../deploy/kustomize/base/training-service/worker-job.yaml");
    private static final List<Path> DIRECTORIES = List.of(Path.of("/models/base"), Path.of("/work"));

    private static final TraceParent TRACE = TraceParent.start();
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318",
            "OTEL_SERVICE_NAME", "training-service",
            "QUARKUS_DATASOURCE_PASSWORD", "secret");

    @TempDir
    Path directory;

    @Test
    void theJobIsNamedAfterItsAttemptAndCarriesItsToken() {
        RunSpec spec = spec();
        Job job = template(DEPLOYED, 0).job(spec, "training");

        assertThat(job.getMetadata().getName())
                .isEqualTo("run-" + spec.run() + "-3")
                .hasSizeLessThan(58);
        assertThat(job.getMetadata().getNamespace()).isEqualTo("training");
        assertThat(AttemptJob.attempt(job)).hasValueSatisfying(attempt -> {
            assertThat(attempt.run()).isEqualTo(spec.run());
            assertThat(attempt.number()).isEqualTo(3);
        });
        assertThat(AttemptJob.isOf(job, spec)).isTrue();
        assertThat(job.getSpec().getTemplate().getMetadata().getLabels()).containsAllEntriesOf(AttemptJob.SELECTOR);
        assertThat(worker(job).getImage()).isEqualTo("registry.example/worker:1");
        assertThat(worker(job).getEnv())
                .contains(
                        new EnvVar("WHETSTONE_FENCING_TOKEN", "41", null),
                        new EnvVar("TRACEPARENT", TRACE.value(), null));
        assertThat(worker(job).getEnv())
                .as("how spans are exported, and nothing else of this service")
                .extracting(EnvVar::getName)
                .containsExactly("OTEL_EXPORTER_OTLP_ENDPOINT", "WHETSTONE_FENCING_TOKEN", "TRACEPARENT");
        assertThat(worker(job).getVolumeMounts())
                .extracting(VolumeMount::getMountPath)
                .contains("/etc/whetstone/run", "/work", "/models/base");
    }

    @Test
    void theRunSpecIsOwnedByTheJobAndReadsBack() throws IOException {
        RunSpec spec = spec();
        Job job = new JobBuilder(template(DEPLOYED, 0).job(spec, "training"))
                .editMetadata()
                .withUid("8a1b")
                .endMetadata()
                .build();

        ConfigMap runSpec = template(DEPLOYED, 0).runSpec(spec, job);

        assertThat(runSpec.getMetadata().getOwnerReferences()).singleElement().satisfies(owner -> {
            assertThat(owner.getUid()).isEqualTo("8a1b");
            assertThat(owner.getKind()).isEqualTo("Job");
        });
        assertThat(Files.writeString(
                        directory.resolve("run.json"), runSpec.getData().get("run.json")))
                .satisfies(file -> assertThat(Files.readString(file))
                        .isEqualTo(spec.json())
                        .contains(spec.run().toString()));
    }

    @Test
    void gpusAreALimitWithItsToleration() {
        PodSpec pod = template(DEPLOYED, 2)
                .job(spec(), "training")
                .getSpec()
                .getTemplate()
                .getSpec();

        assertThat(pod.getContainers().getFirst().getResources().getLimits())
                .containsEntry("nvidia.com/gpu", new Quantity("2"));
        assertThat(pod.getTolerations()).extracting(Toleration::getKey).contains("nvidia.com/gpu");
        assertThat(worker(template(DEPLOYED, 0).job(spec(), "training"))
                        .getResources()
                        .getLimits())
                .doesNotContainKey("nvidia.com/gpu");
    }

    @Test
    void theQueueIsALabelOfTheJob() {
        assertThat(template(DEPLOYED, 0).job(spec(), "training").getMetadata().getLabels())
                .containsEntry("kueue.x-k8s.io/queue-name", "tuning");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    backoffLimit: 0                   | backoffLimit: 4                  | spec.backoffLimit: expected 0, found 4
                    parallelism: 1                    | parallelism: 2                   | spec.parallelism: expected 1, found 2
                    podReplacementPolicy: Failed      | podReplacementPolicy: TerminatingOrFailed | spec.podReplacementPolicy
                    restartPolicy: Never              | restartPolicy: OnFailure         | restartPolicy: expected Never, found OnFailure
                    terminationGracePeriodSeconds: 90 | terminationGracePeriodSeconds: 5 | at least 70, found 5
                    name: worker                      | name: trainer                    | expected one container named 'worker', found 0
                    mountPath: /work                  | mountPath: /scratch              | no volume at /work
                    mountPath: /models/base           | mountPath: /etc/whetstone/run    | where training-service puts the run spec
                    kind: Job                         | kind: CronJob                    | expected apiVersion batch/v1 and kind Job
                    """)
    void whatWouldBreakAPromiseIsRefusedByName(String rule, String broken, String problem) throws IOException {
        Path changed = directory.resolve("worker-job.yaml");
        Files.writeString(changed, Files.readString(DEPLOYED).replace(rule, broken));

        assertThatThrownBy(() -> template(changed, 0))
                .isInstanceOf(InvalidTemplateException.class)
                .hasMessageContaining(changed.toString())
                .hasMessageContaining(problem);
    }

    @Test
    void whatIsNoYamlOrNotThereIsRefusedByName() throws IOException {
        Path garbage = Files.writeString(directory.resolve("garbage.yaml"), "kind: [Job");

        assertThatThrownBy(() -> template(garbage, 0)).hasMessageContaining(garbage.toString());
        assertThatThrownBy(() -> template(directory.resolve("nothing.yaml"), 0)).hasMessageContaining("cannot be read");
    }

    private static Container worker(Job job) {
        return job.getSpec().getTemplate().getSpec().getContainers().getFirst();
    }

    private WorkerTemplate template(Path file, int gpus) {
        return WorkerTemplate.read(new Settings(file, gpus), DIRECTORIES, ENVIRONMENT);
    }

    private static RunSpec spec() {
        ArtifactRef artifact = TunedTask.artifact("anything");
        return new RunSpec(
                new TaskName("summaries"),
                UUID.randomUUID(),
                UUID.randomUUID(),
                3,
                41,
                DIRECTORIES.getFirst(),
                artifact.digest(),
                artifact.digest(),
                artifact,
                artifact,
                LoraRecipe.defaults(),
                1,
                Optional.empty(),
                StoreSettings.ofDirectory(Path.of("/artifacts")),
                Path.of("/work/attempt-3"),
                "kafka:9092",
                0,
                TRACE);
    }

    private record Settings(Path file, int gpus) implements KubernetesConfig {

        @Override
        public Optional<Path> template() {
            return Optional.of(file);
        }

        @Override
        public Optional<String> namespace() {
            return Optional.of("training");
        }

        @Override
        public Optional<String> image() {
            return Optional.of("registry.example/worker:1");
        }

        @Override
        public String gpuResource() {
            return "nvidia.com/gpu";
        }

        @Override
        public Optional<String> queue() {
            return Optional.of("tuning");
        }

        @Override
        public Duration startDeadline() {
            return Duration.ofMinutes(5);
        }

        @Override
        public Duration resync() {
            return Duration.ofMinutes(5);
        }
    }
}
