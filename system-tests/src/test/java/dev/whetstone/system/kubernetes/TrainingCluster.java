package dev.whetstone.system.kubernetes;

import dev.whetstone.artifacts.ArtifactStore;
import dev.whetstone.artifacts.StoreSettings;
import dev.whetstone.cli.stack.Stack;
import dev.whetstone.system.image.Images;
import dev.whetstone.system.kill.Commands;
import dev.whetstone.system.kill.LivingStack;
import dev.whetstone.system.kill.Victim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.policy.v1.EvictionBuilder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A whole stack whose training runs are Jobs of a real control plane: the four services as {@code whetstone up} starts them, artifacts on a
 * real S3 server, manifests as they are deployed, training-service with the rights of its own service account, workers from their image.
 */
final class TrainingCluster implements AutoCloseable {

    static final String TRAINING = "whetstone-training";
    private static final String BASE_MODEL = "base-model";
    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
    private static final List<String> SERVICES =
            List.of("dataset-service", "eval-service", "training-service", "inference-gateway");

    private final Path root;
    private final Path model;
    private final ControlPlane plane;
    private final S3Server s3;
    private final PodRunner runner;
    private final Commands whetstone;

    private TrainingCluster(Path root, Path model, ControlPlane plane) {
        this.root = root;
        this.model = model;
        this.plane = plane;
        applyManifests();
        s3 = S3Server.start(root.resolve("s3"));
        runner = new PodRunner(plane, root.resolve("pods"), Map.of(BASE_MODEL, model));
        whetstone = new Commands(HOME, stackDirectory(), root.resolve("commands.log"));
    }

    /**
     * @param root an empty folder
     * @param trainingSettings of training-service, over those that the manifests give it
     */
    static TrainingCluster start(Path root, Path model, Map<String, String> trainingSettings) {
        Images.fillContexts();
        ControlPlane plane = ControlPlane.start(root.resolve("plane"));
        TrainingCluster cluster = new TrainingCluster(root, model, plane);
        try {
            cluster.writeSettings(trainingSettings);
            cluster.up();
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    /**
     * The deployments among them turn ready without running anything: the services themselves run outside of the cluster here. The base
     * model's claim is bound to a folder of this machine.
     */
    private void applyManifests() {
        plane.kubectl(
                "apply", "-k", HOME.resolve("deploy/kustomize/overlays/cpu").toString());
        new Cluster(plane).provideBaseModel(model);
    }

    private void writeSettings(Map<String, String> trainingSettings) {
        Map<String, String> everybody = new HashMap<>(s3.settings());
        everybody.put("whetstone.artifacts.directory", "");
        everybody.put("aws.accessKeyId", s3.credentials().get("AWS_ACCESS_KEY_ID"));
        everybody.put("aws.secretAccessKey", s3.credentials().get("AWS_SECRET_ACCESS_KEY"));
        SERVICES.forEach(service -> {
            Map<String, String> own = new HashMap<>(everybody);
            own.put(
                    "whetstone.artifacts.s3.cache-directory",
                    root.resolve("cache-" + service).toString());
            write(service, own);
        });
        Map<String, String> training = new HashMap<>(everybody);
        training.put("whetstone.artifacts.s3.cache-directory", "/tmp/artifacts");
        training.put("training.launcher", "kubernetes");
        training.put(
                "kubeconfig",
                plane.kubeconfigOf("whetstone", "training-service").toString());
        training.put("whetstone.training.kubernetes.namespace", TRAINING);
        training.put("whetstone.training.kubernetes.template", template().toString());
        training.put("whetstone.training.kubernetes.image", "whetstone/training-worker:0.1.0");
        training.put("whetstone.base-model.directory", "/models/base");
        training.put("whetstone.training.work-directory", "/work");
        training.put("whetstone.training.worker.threads", "1");
        training.putAll(trainingSettings);
        write("training-service", training);
        plane.client()
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName("artifact-store")
                        .withNamespace(TRAINING)
                        .endMetadata()
                        .withStringData(s3.credentials())
                        .build())
                .create();
    }

    /** The one that is deployed, with less patience: a test does not wait for minutes. */
    private Path template() {
        Path deployed = HOME.resolve("deploy/kustomize/base/training-service/worker-job.yaml");
        try {
            String impatient = Files.readString(deployed)
                    .replace("tolerationSeconds: 60", "tolerationSeconds: 2")
                    .replace("terminationGracePeriodSeconds: 90", "terminationGracePeriodSeconds: 70")
                    .replace("ttlSecondsAfterFinished: 3600", "ttlSecondsAfterFinished: 10");
            return Files.writeString(root.resolve("worker-job.yaml"), impatient);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(String service, Map<String, String> settings) {
        String lines = settings.entrySet().stream()
                .map(setting -> setting.getKey() + "=" + setting.getValue())
                .collect(Collectors.joining("\n"));
        try {
            Path folder = Files.createDirectories(stackDirectory().resolve("settings"));
            Files.writeString(folder.resolve(service + ".properties"), lines + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path stackDirectory() {
        return root.resolve("stack");
    }

    /** Starts what does not run. */
    void up() {
        whetstone.require("up", "--model", model.toString());
    }

    /** SIGKILL to one service. */
    void kill(String service) {
        new LivingStack(stackDirectory())
                .living().stream()
                        .filter(victim -> victim.name().equals(service))
                        .forEach(Victim::kill);
    }

    ControlPlane plane() {
        return plane;
    }

    PodRunner runner() {
        return runner;
    }

    Commands whetstone() {
        return whetstone;
    }

    Stack stack() {
        return Stack.require(stackDirectory());
    }

    String broker() {
        return "127.0.0.1:" + new LivingStack(stackDirectory()).port("kafka");
    }

    ArtifactStore artifacts() {
        s3.credentials()
                .forEach((name, value) -> System.setProperty(
                        name.equals("AWS_ACCESS_KEY_ID") ? "aws.accessKeyId" : "aws.secretAccessKey", value));
        Map<String, String> settings = new HashMap<>(s3.settings());
        settings.put(
                "whetstone.artifacts.s3.cache-directory",
                root.resolve("cache-test").toString());
        return StoreSettings.from(name -> Optional.ofNullable(settings.get(name)))
                .open();
    }

    List<Job> jobs() {
        return plane.client().batch().v1().jobs().inNamespace(TRAINING).list().getItems();
    }

    /** Of one task, the newest last. */
    List<Pod> podsOf(String task) {
        return plane
                .client()
                .pods()
                .inNamespace(TRAINING)
                .withLabel("whetstone.dev/task", task)
                .list()
                .getItems()
                .stream()
                .sorted((a, b) -> a.getMetadata()
                        .getCreationTimestamp()
                        .compareTo(b.getMetadata().getCreationTimestamp()))
                .toList();
    }

    void evict(Pod pod) {
        plane.client()
                .pods()
                .resource(pod)
                .evict(new EvictionBuilder()
                        .withNewMetadata()
                        .withName(pod.getMetadata().getName())
                        .withNamespace(pod.getMetadata().getNamespace())
                        .endMetadata()
                        .build());
    }

    @Override
    public void close() {
        whetstone.run("down");
        runner.close();
        s3.close();
        plane.close();
    }
}
