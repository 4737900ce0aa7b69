package dev.whetstone.dataset.service;

import static dev.whetstone.dataset.Samples.row;
import static dev.whetstone.dataset.Samples.rows;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whetstone.artifacts.ArtifactStore;
import dev.whetstone.artifacts.PrivateSealingKey;
import dev.whetstone.artifacts.SealedArtifactException;
import dev.whetstone.artifacts.SealedArtifacts;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.dataset.DatasetVersionPublished;
import dev.whetstone.contracts.dataset.DatasetVersionRejected;
import dev.whetstone.contracts.dataset.SplitName;
import dev.whetstone.dataset.Samples;
import dev.whetstone.dataset.service.Service.Answer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

@QuarkusTest
@QuarkusTestResource(ServiceStack.class)
class DatasetServiceTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Inject
    PublishedEvents events;

    @Inject
    ArtifactStore store;

    @Inject
    SealedArtifacts sealed;

    @Test
    void anUploadBecomesAVersionWithFourSplits() {
        // Given
        Service.createTask("first");

        // When
        Answer answer = Service.upload("first", rows("r", 60, 1));

        // Then
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.raw().headers().firstValue("Location").orElseThrow()).endsWith("/v1/tasks/first/datasets/1");
        assertThat(answer.body().path("splits").findValuesAsText("name"))
                .containsExactly("train", "validation", "test", "regression");
        assertThat(answer.body().path("splits").findValues("rows"))
                .extracting(node -> node.asInt())
                .containsExactly(30, 12, 18, 0);
        assertThat(answer.body().at("/splits/2/sealed").asBoolean()).isTrue();
        assertThat(Service.get("/v1/tasks/first/datasets/latest").body()).isEqualTo(answer.body());
        assertThat(Service.get("/v1/tasks/first/datasets").body().path("versions"))
                .hasSize(1);
        Answer report = Service.get("/v1/tasks/first/datasets/1/report");
        assertThat(report.body().path("verdict").asText()).isEqualTo("published");
        assertThat(Digest.of(report.raw().body()).value())
                .isEqualTo(answer.body().at("/report/digest").asText());
    }

    @Test
    void thePublishedSplitsHoldEachRowOnceAndOnlyTheEvalServiceReadsTheTest() throws IOException {
        // Given
        Service.createTask("sealed");
        Service.upload("sealed", rows("r", 40, 2));

        // When
        DatasetVersionPublished published = awaitPublished("sealed", 1);

        // Then
        List<String> ids = new ArrayList<>();
        for (SplitName name : List.of(SplitName.TRAIN, SplitName.VALIDATION)) {
            ids.addAll(ids(new String(store.read(published.split(name).artifact()), UTF_8)));
        }
        var test = published.split(SplitName.TEST).artifact();
        PrivateSealingKey evaluation = PrivateSealingKey.read(ServiceStack.EVALUATION_KEY);
        try (var in = sealed.open(test, evaluation)) {
            ids.addAll(ids(new String(in.readAllBytes(), UTF_8)));
        }
        assertThat(ids)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 40).mapToObj(i -> "r-" + i).toList());
        assertThat(new String(store.read(test), StandardCharsets.ISO_8859_1)).doesNotContain("messages");
        assertThatThrownBy(() -> sealed.open(test, PrivateSealingKey.read(ServiceStack.OWN_KEY)))
                .isInstanceOf(SealedArtifactException.class);
    }

    @Test
    void weightsCallsAndToolsReachTheTrainingSplitUnchanged() throws IOException {
        // Given
        Service.createTask("tools");
        String tools =
                "[{\"type\":\"function\",\"function\":{\"name\":\"votes\",\"parameters\":{\"type\":\"object\",\"properties\":{\"of\":{\"type\":\"string\"}}}}}]";
        List<String> sent = new ArrayList<>(rows("r", 60, 5));
        sent.set(0, """
                {"id":"with-tools","split":"train","tools":%s,"parallel_tool_calls":false,"messages":[
                {"role":"user","content":"Who was for it, in the first vote?"},
                {"role":"assistant","content":"Which of the two votes do you mean?","weight":0},
                {"role":"user","content":"That of Monday, please."},
                {"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"votes","arguments":"{\\"of\\": \\"Monday\\"}"}}],"weight":1},
                {"role":"tool","tool_call_id":"c1","content":"seven in favour, two against"},
                {"role":"assistant","content":"Seven members were for it.","weight":1}]}""".formatted(tools).replace("\n", ""));

        // When
        assertThat(Service.upload("tools", sent).status()).isEqualTo(201);
        String train = new String(
                store.read(awaitPublished("tools", 1).split(SplitName.TRAIN).artifact()), UTF_8);

        // Then
        String line = train.lines()
                .filter(each -> each.contains("with-tools"))
                .findFirst()
                .orElseThrow();
        ObjectNode expected = (ObjectNode) JSON.readTree(sent.getFirst());
        expected.remove("split");
        assertThat(JSON.readTree(line)).isEqualTo(expected);
        assertThat(line).contains(tools);
    }

    @Test
    void theSameBytesAndTheSameRowsAreTheSameVersion() {
        Service.createTask("again");
        List<String> data = rows("r", 30, 3);
        Answer first = Service.upload("again", data);
        List<String> shuffled = new ArrayList<>(data);
        Collections.shuffle(shuffled, new Random(1));

        Answer second = Service.upload("again", data);
        Answer third = Service.upload("again", shuffled);

        assertThat(List.of(first.status(), second.status(), third.status())).containsExactly(201, 200, 200);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(third.body()).isEqualTo(first.body());
        awaitPublished("again", 1);
        Service.upload("again", rows("other", 30, 4));
        awaitPublished("again", 2);
        assertThat(events.of("again", DatasetVersionPublished.class)).hasSize(2);
    }

    @Test
    void aRowKeepsItsSplitInTheNextVersion() {
        Service.createTask("growing");
        List<String> data = new ArrayList<>(rows("r", 40, 5));
        Service.upload("growing", data);
        data.addAll(rows("more", 60, 6));

        Answer grown = Service.upload("growing", data);

        assertThat(grown.body().path("number").asInt()).isEqualTo(2);
        Set<String> before = Set.copyOf(trainIds(awaitPublished("growing", 1)));
        List<String> after = trainIds(awaitPublished("growing", 2));
        assertThat(after).containsAll(before).hasSize(50);
        assertThat(after.stream().filter(id -> id.startsWith("r-"))).hasSameSizeAs(before);
    }

    @Test
    void aLeakyFileIsRefusedWithItsReport() {
        // Given
        Service.createTask("leaky");
        List<String> data = new ArrayList<>(rows("r", 30, 7));
        String prompt = Samples.prose(new Random(70), 50);
        data.add(row("held", prompt, "a", "split", "test"));
        data.add(row("copied", prompt + " indeed", "b", "split", "train"));

        // When
        Answer answer = Service.upload("leaky", data);

        // Then
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.code()).isEqualTo("dataset.rejected");
        assertThat(answer.body().path("message").asText()).contains("leak.near in 1 row");
        assertThat(answer.body().path("what_to_do").asText()).contains("less protected split");
        assertThat(answer.check("leak.near").at("/samples/0/line").asInt()).isEqualTo(32);
        assertThat(Service.get("/v1/tasks/leaky/datasets/1").status()).isEqualTo(404);
        Digest upload = Digest.of((String.join("\n", data) + "\n").getBytes(UTF_8));
        assertThat(Service.get("/v1/uploads/" + upload + "/report").body()).isEqualTo(answer.body());
        await().untilAsserted(() -> assertThat(events.of("leaky", DatasetVersionRejected.class))
                .singleElement()
                .satisfies(event -> assertThat(event.findings())
                        .containsExactly(new DatasetVersionRejected.Finding("leak.near", 1))));
    }

    @Test
    void theSameRefusalIsToldOnceAndAWaiverTurnsItIntoAVersion() {
        // Given
        Service.createTask("waived");
        List<String> data = new ArrayList<>(rows("r", 30, 8));
        data.add(row("stale", Samples.prose(new Random(80), 30), "The treasury holds 4,200 ETH."));

        // When
        int first = Service.upload("waived", data).status();
        int second = Service.upload("waived", data).status();
        Answer redefined = Service.put("/v1/tasks/waived", """
                {"splits":{"train":0.5,"validation":0.2,"test":0.3},
                 "waivers":[{"code":"stale.balance","row":"stale","reason":"a worked example","expires":"2099-01-01"}]}""");
        Answer third = Service.upload("waived", data);

        // Then
        assertThat(List.of(first, second, redefined.status(), third.status())).containsExactly(422, 422, 200, 201);
        assertThat(third.body().path("findings").findValuesAsText("code")).containsExactly("stale.balance");
        awaitPublished("waived", 1);
        assertThat(events.of("waived", DatasetVersionRejected.class)).hasSize(1);
    }

    @Test
    void twoUploadsAtOnceBecomeTwoVersionsThatAgreeOnEveryRow() throws Exception {
        // Given
        Service.createTask("at-once");
        List<String> common = rows("r", 200, 9);
        List<List<String>> data = IntStream.range(0, 4)
                .mapToObj(i -> {
                    List<String> lines = new ArrayList<>(rows("own" + i, 40, 90 + i));
                    lines.addAll(common);
                    return lines;
                })
                .toList();

        // When
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = threads.invokeAll(data.stream()
                    .<Callable<Answer>>map(lines -> () -> Service.upload("at-once", lines))
                    .toList());
            for (var answer : answers) {
                assertThat(answer.get().status()).isEqualTo(201);
            }
        }

        // Then
        Set<Set<String>> trained = IntStream.rangeClosed(1, 4)
                .mapToObj(number -> trainIds(awaitPublished("at-once", number)).stream()
                        .filter(id -> id.startsWith("r-"))
                        .collect(Collectors.toSet()))
                .collect(Collectors.toSet());
        assertThat(trained).hasSize(1);
    }

    @Test
    void splitsAreFixedOnceAVersionIsPublished() {
        Service.createTask("frozen");
        Service.upload("frozen", rows("r", 30, 10));

        Answer answer = Service.put("/v1/tasks/frozen", "{\"splits\":{\"train\":0.8,\"validation\":0.1,\"test\":0.1}}");

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.code()).isEqualTo("task.frozen");
    }

    private DatasetVersionPublished awaitPublished(String task, int number) {
        await().untilAsserted(() ->
                assertThat(events.of(task, DatasetVersionPublished.class)).anyMatch(event -> event.number() == number));
        return events.of(task, DatasetVersionPublished.class).stream()
                .filter(event -> event.number() == number)
                .findFirst()
                .orElseThrow();
    }

    private List<String> trainIds(DatasetVersionPublished published) {
        return ids(new String(store.read(published.split(SplitName.TRAIN).artifact()), UTF_8));
    }

    private static List<String> ids(String lines) {
        return lines.lines().map(line -> line.split("\"")[3]).toList();
    }
}
