package dev.whetstone.dataset.service;

import static dev.whetstone.dataset.Samples.row;
import static dev.whetstone.dataset.Samples.rows;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.whetstone.artifacts.ArtifactStore;
import dev.whetstone.artifacts.PrivateSealingKey;
import dev.whetstone.artifacts.PublicSealingKey;
import dev.whetstone.artifacts.SealedArtifacts;
import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.contracts.dataset.DatasetVersionPublished;
import dev.whetstone.contracts.dataset.RegressionSamplesAdded;
import dev.whetstone.contracts.dataset.SplitName;
import dev.whetstone.contracts.evaluation.RegressionSamplesProposed;
import dev.whetstone.dataset.Samples;
import dev.whetstone.dataset.service.Service.Answer;
import dev.whetstone.messaging.EventPublisher;
import dev.whetstone.messaging.TraceParent;
import dev.whetstone.messaging.TracedWork;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

import jakarta.inject.Inject;

@QuarkusTest
@QuarkusTestResource(ServiceStack.class)
class RegressionTest {

    @Inject
    PublishedEvents events;

    @Inject
    ArtifactStore store;

    @Inject
    SealedArtifacts sealed;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String broker;

    private EventPublisher evaluation;

    @BeforeEach
    void connect() {
        evaluation = EventPublisher.connect(broker, "eval-service");
    }

    @AfterEach
    void disconnect() {
        evaluation.close();
    }

    @Test
    void aFailureSeenInTrafficIsTestedOnAndUntrainableForEver() throws IOException {
        // Given
        Service.createTask("failing");
        List<String> data = rows("r", 60, 1);
        Service.upload("failing", data);
        DatasetVersionPublished first = awaitVersion("failing", 1);
        String trained =
                lines(store.read(first.split(SplitName.TRAIN).artifact())).getFirst();
        String trainedId = trained.split("\"")[3];
        String live = Samples.prose(new Random(99), 40);

        // When: one failure is new, one is a training row's prompt without its answer
        propose(
                "failing",
                List.of(
                        "{\"id\":\"live-1\",\"messages\":[{\"role\":\"user\",\"content\":\"" + live
                                + "\"}],\"label\":\"x\"}",
                        trained.replaceFirst(",\\{\"role\":\"assistant\".*?\\}\\]", "]")
                                .replaceFirst(trainedId, "live-2")));

        // Then
        DatasetVersionPublished second = awaitVersion("failing", 2);
        await().until(() -> !events.of("failing", RegressionSamplesAdded.class).isEmpty());
        assertThat(events.of("failing", RegressionSamplesAdded.class))
                .singleElement()
                .satisfies(added -> {
                    assertThat(added.added()).isEqualTo(2);
                    assertThat(added.total()).isEqualTo(2);
                    assertThat(added.version()).isEqualTo(second.version());
                });
        assertThat(second.split(SplitName.REGRESSION).rows()).isEqualTo(2);
        assertThat(opened(second.split(SplitName.REGRESSION).artifact())).contains("\"live-1\"", "\"live-2\"", live);
        assertThat(second.split(SplitName.TRAIN).rows())
                .isEqualTo(first.split(SplitName.TRAIN).rows() - 1);
        assertThat(new String(store.read(second.split(SplitName.TRAIN).artifact()), UTF_8))
                .doesNotContain("\"" + trainedId + "\"");
        assertThat(second.split(SplitName.TEST)).isEqualTo(first.split(SplitName.TEST));
        assertThat(second.split(SplitName.VALIDATION)).isEqualTo(first.split(SplitName.VALIDATION));

        // And: data that comes later does not bring it back
        List<String> grown = new ArrayList<>(data);
        grown.addAll(rows("more", 10, 2));
        Answer third = Service.upload("failing", grown);
        assertThat(third.status()).isEqualTo(201);
        assertThat(third.body().path("number").asInt()).isEqualTo(3);
        assertThat(third.body().at("/splits/3/rows").asInt()).isEqualTo(2);
        assertThat(third.body().path("findings").findValuesAsText("code")).contains("leak.regression");
        grown.add(row("stubborn", live, "now with an answer", "split", "train"));
        Answer refused = Service.upload("failing", grown);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.check("leak.regression").path("blocking").asInt()).isEqualTo(1);
    }

    @Test
    void whatIsKnownAlreadyMakesNoVersion() {
        Service.createTask("known");
        Service.upload("known", rows("r", 30, 3));
        String failure = row("live", Samples.prose(new Random(7), 30), "bad");
        propose("known", List.of(failure));
        awaitVersion("known", 2);

        propose("known", List.of(failure.replace("\"live\"", "\"live-again\"")));

        await().untilAsserted(() -> assertThat(events.of("known", RegressionSamplesAdded.class))
                .extracting(RegressionSamplesAdded::added)
                .containsExactly(1, 0));
        assertThat(events.of("known", DatasetVersionPublished.class)).hasSize(2);
    }

    @Test
    void whatComesOfAProposalBelongsToItsTrace() {
        Service.createTask("traced");
        Service.upload("traced", rows("r", 30, 9));
        TraceParent alert = TraceParent.start();

        TracedWork.after(alert)
                .run(() -> propose("traced", List.of(row("live", Samples.prose(new Random(9), 30), "bad"))));

        awaitVersion("traced", 2);
        await().untilAsserted(() -> assertThat(events.traces("traced", RegressionSamplesAdded.class))
                .containsExactly(alert.trace()));
        assertThat(events.traces("traced", DatasetVersionPublished.class))
                .hasSize(2)
                .endsWith(alert.trace());
    }

    @Test
    void rowsThatAnUploadNamesRegressionGrowTheSetForEver() {
        Service.createTask("imported");
        List<String> data = new ArrayList<>(rows("r", 30, 4));
        data.addAll(rows("old-failure", 3, 5, "split", "regression"));

        Answer first = Service.upload("imported", data);
        Answer without = Service.upload("imported", rows("r", 31, 4));

        assertThat(first.body().at("/splits/3/rows").asInt()).isEqualTo(3);
        assertThat(without.body().path("number").asInt()).isEqualTo(2);
        assertThat(without.body().at("/splits/3/rows").asInt()).isEqualTo(3);
        assertThat(without.body().at("/splits/3/content"))
                .isEqualTo(first.body().at("/splits/3/content"));
        assertThat(without.body().at("/splits/3/artifact"))
                .isEqualTo(first.body().at("/splits/3/artifact"));
    }

    @Test
    void aProposalThatCannotBeReadHoldsUpNoOther() {
        Service.createTask("patient");
        Service.upload("patient", rows("r", 30, 6));
        ArtifactRef plain = store.put("not sealed".getBytes(UTF_8));
        publish(new RegressionSamplesProposed(new TaskName("patient"), UUID.randomUUID(), plain, 1));
        publish(new RegressionSamplesProposed(new TaskName("no-such-task"), UUID.randomUUID(), plain, 1));
        propose("patient", List.of("not json", row("bad-role", "x", "y").replace("user", "human")));

        propose("patient", List.of(row("live", Samples.prose(new Random(8), 30), "bad")));

        assertThat(awaitVersion("patient", 2).split(SplitName.REGRESSION).rows())
                .isEqualTo(1);
    }

    private void propose(String task, List<String> rows) {
        PublicSealingKey own = PrivateSealingKey.read(ServiceStack.OWN_KEY).publicKey();
        ArtifactRef samples =
                sealed.seal(new ByteArrayInputStream(String.join("\n", rows).getBytes(UTF_8)), own);
        publish(new RegressionSamplesProposed(new TaskName(task), UUID.randomUUID(), samples, rows.size()));
    }

    private void publish(RegressionSamplesProposed event) {
        assertThat(evaluation.publish(event).toCompletableFuture()).succeedsWithin(Duration.ofSeconds(10));
    }

    private DatasetVersionPublished awaitVersion(String task, int number) {
        await().untilAsserted(() ->
                assertThat(events.of(task, DatasetVersionPublished.class)).anyMatch(event -> event.number() == number));
        return events.of(task, DatasetVersionPublished.class).stream()
                .filter(event -> event.number() == number)
                .findFirst()
                .orElseThrow();
    }

    private String opened(ArtifactRef artifact) throws IOException {
        try (var in = sealed.open(artifact, PrivateSealingKey.read(ServiceStack.EVALUATION_KEY))) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    private static List<String> lines(byte[] content) {
        return new String(content, UTF_8).lines().toList();
    }
}
