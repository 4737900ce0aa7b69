package dev.whetstone.system.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.whetstone.artifacts.DirectoryArtifactStore;
import dev.whetstone.cli.api.ServiceClient;
import dev.whetstone.contracts.EventJson;
import dev.whetstone.contracts.Topic;
import dev.whetstone.contracts.training.AttemptFinished;
import dev.whetstone.contracts.training.AttemptOutcome;
import dev.whetstone.system.audit.TopicReader;
import dev.whetstone.system.audit.TopicRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Each image's program starts from the image's own file tree, which it cannot write to. */
@Tag("kubernetes")
@Timeout(300)
class ImageStartIT {

    static final List<String> SERVICES = Images.SERVICES;
    static final List<String> ALL = Images.ALL;

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    /** 128 and SIGTERM: Quarkus ends by it after it has stopped in order. */
    private static final int TOLD_TO_STOP = 143;

    /** As the manifest's podFailurePolicy knows it. */
    private static final int PREEMPTED = 20;

    @TempDir
    static Path root;

    private static Surroundings around;
    private static Manifests manifests;

    @TempDir
    Path directory;

    @BeforeAll
    static void start() {
        manifests = Manifests.render();
        around = Surroundings.start(root);
    }

    @AfterAll
    static void stop() {
        around.close();
    }

    @ParameterizedTest
    @FieldSource("SERVICES")
    void aServiceBecomesReadyAndStopsWhenItIsTold(String service) {
        // Given
        int port = freePort();
        Pod pod = Pod.of(service, directory, manifests, around)
                .with("TRAINING_LAUNCHER", "local") // the cluster is another test's
                .with("QUARKUS_HTTP_PORT", String.valueOf(port))
                .with("QUARKUS_GRPC_SERVER_PORT", String.valueOf(freePort()));
        ServiceClient client = new ServiceClient(service, URI.create("http://127.0.0.1:" + port));

        // When
        try (SandboxedProcess process = pod.start()) {
            await().atMost(PATIENCE).until(() -> !process.alive() || client.answers("/q/health/ready"));

            // Then
            assertThat(process.alive()).as(process.log()).isTrue();
            assertThat(process.log()).doesNotContain("Read-only file system", "Permission denied");
            assertThat(children(pod.written("/work"))).isEmpty();
            process.terminate();
            assertThat(process.ended().orTimeout(30, TimeUnit.SECONDS).join())
                    .as(process.log())
                    .isEqualTo(TOLD_TO_STOP);
        }
        if (service.equals("inference-gateway")) {
            assertNativesLieInTheirVolume(pod);
        }
    }

    /** What the sandbox does is what the manifest asks for. */
    @ParameterizedTest
    @FieldSource("ALL")
    void theManifestAsksForTheImagesUserAndARootThatNobodyWritesTo(String image) {
        PodManifest manifest = manifests.pod(image);

        assertThat(manifest.user()).isEqualTo(ImageTree.of(image).user());
        assertThat(manifest.securityContext().path("readOnlyRootFilesystem").asBoolean())
                .isTrue();
        assertThat(manifest.securityContext()
                        .path("capabilities")
                        .path("drop")
                        .path(0)
                        .asText())
                .isEqualTo("ALL");
        assertThat(manifest.volumes())
                .contains(new PodManifest.Volume.Empty("/tmp"), new PodManifest.Volume.Empty("/work"));
    }

    @Test
    void alertsAreTakenFromWhoeverShowsTheMountedToken() throws IOException, InterruptedException {
        int port = freePort();
        Pod pod = Pod.of("eval-service", directory, manifests, around).with("QUARKUS_HTTP_PORT", String.valueOf(port));
        URI address = URI.create("http://127.0.0.1:" + port);

        try (SandboxedProcess process = pod.start()) {
            await().atMost(PATIENCE)
                    .until(() ->
                            !process.alive() || new ServiceClient("eval-service", address).answers("/q/health/ready"));

            assertThat(alert(address, "somebody else's")).as(process.log()).isEqualTo(401);
            assertThat(alert(address, Surroundings.INTAKE_TOKEN)).isEqualTo(200);
        }
    }

    private static int alert(URI service, String token) throws IOException, InterruptedException {
        HttpRequest call = HttpRequest.newBuilder(service.resolve("/v1/alerts/alertmanager"))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"version\": \"4\", \"alerts\": []}"))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(call, HttpResponse.BodyHandlers.discarding()).statusCode();
        }
    }

    @Test
    void theWorkerTrainsAndItsAdapterIsInTheStore() throws IOException {
        // Given
        Pod pod = Pod.of("training-worker", directory, manifests, around)
                .volume(WorkerRun.write(directory.resolve("run"), around, 1), WorkerRun.MOUNTED_AT);

        // When
        try (SandboxedProcess process = pod.start()) {
            int status = process.ended().orTimeout(120, TimeUnit.SECONDS).join();

            // Then
            assertThat(status).as(process.log()).isZero();
            assertThat(process.log()).doesNotContain("Read-only file system", "Permission denied");
        }
        AttemptFinished finished = lastWord();
        assertThat(finished.outcome()).isEqualTo(AttemptOutcome.SUCCEEDED);
        new DirectoryArtifactStore(around.directory().artifacts())
                .materialize(finished.adapter().orElseThrow(), directory.resolve("adapter"));
        assertThat(children(directory.resolve("adapter"))).contains("adapter_config.json", "adapter_model.safetensors");
        assertThat(children(pod.written("/work"))).containsExactly("state");
        assertNativesLieInTheirVolume(pod);
    }

    @Test
    void aWorkerThatIsToldToStopSaysThatItWasPreempted() {
        Pod pod = Pod.of("training-worker", directory, manifests, around)
                .volume(WorkerRun.write(directory.resolve("run"), around, 100_000), WorkerRun.MOUNTED_AT);

        try (SandboxedProcess process = pod.start()) {
            await().atMost(PATIENCE)
                    .until(() -> !process.alive() || process.log().contains("8 rows, 4 for validation"));
            process.terminate();

            assertThat(process.ended().orTimeout(60, TimeUnit.SECONDS).join())
                    .as(process.log())
                    .isEqualTo(PREEMPTED);
        }
    }

    private static void assertNativesLieInTheirVolume(Pod pod) {
        assertThat(pod.written("/natives"))
                .isDirectoryRecursivelyContaining("glob:**/libtorch*.so*")
                .isDirectoryRecursivelyContaining("glob:**/libtokenizers.so");
        assertThat(pod.written("/tmp")).isDirectoryNotContaining("glob:**javacpp*");
    }

    private static AttemptFinished lastWord() throws IOException {
        TopicRecord last = TopicReader.read(around.broker(), List.of(Topic.TRAINING_PROGRESS.topicName())).stream()
                .filter(record -> record.type().contains("AttemptFinished"))
                .toList()
                .getLast();
        return EventJson.mapper().readValue(last.json(), AttemptFinished.class);
    }

    private static Set<String> children(Path folder) {
        try (Stream<Path> children = Files.list(folder)) {
            return children.map(path -> path.getFileName().toString()).collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
