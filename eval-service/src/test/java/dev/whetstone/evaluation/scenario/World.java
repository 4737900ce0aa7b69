package dev.whetstone.evaluation.scenario;

import static io.restassured.RestAssured.given;

import dev.whetstone.artifacts.ArtifactStore;
import dev.whetstone.artifacts.DirectoryArtifactStore;
import dev.whetstone.artifacts.PrivateSealingKey;
import dev.whetstone.artifacts.SealedArtifacts;
import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.Event;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.contracts.dataset.DatasetVersionPublished;
import dev.whetstone.contracts.dataset.Split;
import dev.whetstone.contracts.dataset.SplitName;
import dev.whetstone.contracts.training.TrainingSucceeded;
import dev.whetstone.messaging.EventPublisher;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import org.eclipse.microprofile.config.inject.ConfigProperty;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;

/** The other services and the people, as far as these tests need them. */
@ApplicationScoped
public class World {
    static final int ENOUGH_ITEMS = 40;

    @ConfigProperty(name = "whetstone.artifacts.directory")
    Path artifacts;

    @ConfigProperty(name = "whetstone.sealing.private-key")
    Path evalKey;

    @ConfigProperty(name = "test.dataset-service-private-key")
    Path datasetKey;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String kafka;

    private ArtifactStore store;
    private EventPublisher others;

    @PostConstruct
    void open() {
        store = new DirectoryArtifactStore(artifacts);
        others = EventPublisher.connect(kafka, "test");
    }

    @PreDestroy
    void close() {
        others.close();
    }

    public static String newTask() {
        return "t-" + UUID.randomUUID();
    }

    static String reference(int item) {
        return "{\"answer\":\"" + item + "\"}";
    }

    void send(Event event) {
        others.publish(event).toCompletableFuture().join();
    }

    static String question(String task, int item) {
        return "task=" + task + " item=" + item;
    }

    private static String row(String task, int item, String target) {
        return """
                {"id":"i%d","messages":[{"role":"user","content":"%s"},{"role":"assistant","content":"%s"}]}
                """.formatted(item, question(task, item), target.replace("\"", "\\\""));
    }

    private static String regressionRow(String task, int item) {
        return """
                {"id":"r%d","messages":[{"role":"user","content":"%s"}]}
                """.formatted(item, question(task, item));
    }

    /** Test items are 1 to {@code items}; regression items go on from 1001. */
    DatasetVersionPublished version(String task, int number, int items, int regression) {
        String test = IntStream.rangeClosed(1, items)
                .mapToObj(item -> row(task, item, reference(item)))
                .collect(Collectors.joining());
        return version(task, number, test, items, regression);
    }

    DatasetVersionPublished version(String task, int number, String test, int items, int regression) {
        String old = IntStream.rangeClosed(1001, 1000 + regression)
                .mapToObj(item -> regressionRow(task, item))
                .collect(Collectors.joining());
        byte[] open = new byte[0];
        return new DatasetVersionPublished(
                new TaskName(task),
                Digest.of((task + number).getBytes(StandardCharsets.UTF_8)),
                number,
                List.of(
                        new Split(SplitName.TRAIN, store.put(open), 0),
                        new Split(SplitName.VALIDATION, store.put(open), 0),
                        new Split(SplitName.TEST, sealToEvalService(test), items),
                        new Split(SplitName.REGRESSION, sealToEvalService(old), regression)),
                store.put(open));
    }

    ArtifactRef sealToEvalService(String text) {
        byte[] plain = text.getBytes(StandardCharsets.UTF_8);
        return new SealedArtifacts(store)
                .seal(
                        new ByteArrayInputStream(plain),
                        PrivateSealingKey.read(evalKey).publicKey());
    }

    String openAsDatasetService(ArtifactRef sealed) {
        try (InputStream plain = new SealedArtifacts(store).open(sealed, PrivateSealingKey.read(datasetKey))) {
            return new String(plain.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As a disk does that loses a bit. */
    void changeAByteOf(Digest digest) throws IOException {
        Path file = artifacts
                .resolve("sha256")
                .resolve(digest.hex().substring(0, 2))
                .resolve(digest.hex());
        byte[] content = Files.readAllBytes(file);
        content[content.length / 2] ^= 1;
        Files.write(file, content);
    }

    String read(ArtifactRef plain) {
        return new String(store.read(plain), StandardCharsets.UTF_8);
    }

    ArtifactRef newAdapter() {
        return store.put(UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8));
    }

    void trained(String task, Digest dataset, ArtifactRef adapter) {
        trained(task, UUID.randomUUID(), dataset, adapter);
    }

    void trained(String task, UUID job, Digest dataset, ArtifactRef adapter) {
        trained(task, job, dataset, FakeGateway.BASE, adapter);
    }

    void trained(String task, UUID job, Digest dataset, Digest base, ArtifactRef adapter) {
        send(new TrainingSucceeded(
                new TaskName(task), job, UUID.randomUUID(), dataset, base, adapter, 0.1, 10, store.put(new byte[] {1
                })));
    }

    /** The eval that these tests use: an output must be the one field, and the right value is reported. */
    static String eval(String more) {
        return """
                {"schema":{"type":"object","properties":{"answer":{"type":"string"}},"required":["answer"],"additionalProperties":false},
                 "prompts":[{"name":"plain","system":"Answer."},{"name":"strict","system":"Answer as JSON."}],
                 "shots":[{"messages":[{"role":"user","content":"a shot"},{"role":"assistant","content":"{\\"answer\\":\\"0\\"}"}]}],
                 "sampling":{"temperature":0,"max_tokens":32,"repeats":1},
                 "criteria":[{"name":"complete","grader":"fields","required":true,"target":0.9,"margin":0.1,"reason":"a field is there or not"%s},
                             {"name":"right","grader":"exact","required":false,"target":0.5,"reason":"reported"}],
                 "online":{"criteria":["complete"],"failure_budget":0.05,"sampled_share":1.0}}""".formatted(more);
    }

    /** The same eval, its adapter judged and served under the schema. */
    static String held() {
        return eval("").replace("\"online\":", "\"serving\":{\"held_to_schema\":true},\"online\":");
    }

    public static void defineEval(String task) {
        defineEval(task, eval("")).statusCode(201);
    }

    static ValidatableResponse defineEval(String task, String eval) {
        return given().contentType("application/json")
                .body(eval)
                .put("/v1/tasks/" + task + "/eval")
                .then();
    }

    static Response get(String path) {
        return given().get(path);
    }

    static ValidatableResponse post(String path, Map<String, ?> body) {
        return given().contentType("application/json").body(body).post(path).then();
    }
}
