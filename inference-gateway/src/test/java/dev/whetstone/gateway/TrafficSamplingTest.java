package dev.whetstone.gateway;

import static dev.whetstone.gateway.GatewayClient.ask;
import static dev.whetstone.gateway.GatewayClient.refusal;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.whetstone.artifacts.ArtifactStore;
import dev.whetstone.artifacts.PrivateSealingKey;
import dev.whetstone.artifacts.SealedArtifacts;
import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.contracts.serving.AdapterServed;
import dev.whetstone.contracts.traffic.FeedbackGiven;
import dev.whetstone.contracts.traffic.OutputSampled;
import dev.whetstone.gateway.generation.RequestId;
import dev.whetstone.gateway.tiny.TinyAdapter;
import dev.whetstone.inference.v1.Completion;
import dev.whetstone.inference.v1.FeedbackRequest;
import dev.whetstone.inference.v1.GenerateResponse;
import dev.whetstone.inference.v1.Rating;
import io.grpc.Status;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.inject.Inject;

@QuarkusTest
@QuarkusTestResource(GatewayFixture.class)
class TrafficSamplingTest extends WithClient {

    @Inject
    AdapterMill mill;

    @Inject
    SeenEvents seen;

    @Inject
    ArtifactStore store;

    private final TaskName task =
            new TaskName("sampled-" + UUID.randomUUID().toString().substring(0, 8));
    private ArtifactRef adapter;

    @BeforeEach
    void train() {
        adapter = mill.train(TinyAdapter.FIRST, "sampled");
    }

    private void serve(double share) {
        mill.move(task, 4, mill.over(adapter), Optional.empty(), Optional.empty(), share);
        seen.await(AdapterServed.class, event -> event.task().equals(task));
    }

    private Completion answer(String model) {
        return client.calls().generate(ask(model, 2)).getCompletion();
    }

    private Set<String> sampledIds() {
        return seen.all(OutputSampled.class, event -> event.task().equals(task)).stream()
                .map(OutputSampled::requestId)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void aSampledAnswerIsSealedToEvalServiceAndNamesWhatAnswered() throws Exception {
        serve(1);

        Completion completion = answer(task + "@stable");
        OutputSampled sampled =
                seen.await(OutputSampled.class, event -> event.requestId().equals(completion.getRequestId()));

        assertThat(sampled.task()).isEqualTo(task);
        assertThat(sampled.adapter()).contains(adapter.digest());
        assertThat(sampled.base()).isEqualTo(mill.baseDigest());
        assertThat(sampled.revision()).isEqualTo(4);
        assertThat(sampled.promptTokens()).isEqualTo(completion.getPromptTokens());
        assertThat(sampled.completionTokens()).isEqualTo(2);
        PrivateSealingKey key = PrivateSealingKey.read(GatewayFixture.PRIVATE_KEY);
        try (InputStream plain = new SealedArtifacts(store).open(sampled.exchange(), key)) {
            JsonNode exchange = new ObjectMapper().readTree(plain);
            assertThat(exchange.at("/messages/0/content").asText()).isEqualTo("What comes next?");
            assertThat(exchange.at("/output").asText()).isEqualTo("first first ");
        }
        assertThat(store.read(sampled.exchange())).asString().doesNotContain("What comes next?");
    }

    @Test
    void evaluationsAndCandidatesAndOtherModelsAreNeverSampled() {
        mill.move(task, 4, mill.over(adapter), Optional.of(mill.over(adapter)), Optional.empty(), 1);
        seen.await(
                AdapterServed.class,
                event -> event.task().equals(task) && event.alias().equals("candidate"));
        client.calls()
                .generate(
                        ask(task + "@stable", 2).toBuilder().setEvaluation(true).build());
        answer(task + "@candidate");
        answer("tiny");
        answer(adapter.digest().value());

        Completion live = answer(task + "@stable");
        Completion byDigest = client.calls()
                .generate(ask(adapter.digest().value(), 2).toBuilder()
                        .setTask(task.value())
                        .build())
                .getCompletion();
        seen.await(OutputSampled.class, event -> event.requestId().equals(byDigest.getRequestId()));

        assertThat(sampledIds()).containsExactlyInAnyOrder(live.getRequestId(), byDigest.getRequestId());
    }

    @Test
    void aShareIsChosenByTheRequestsIdAlone() {
        serve(0.5);
        Set<String> expected = new TreeSet<>();
        for (int i = 0; i < 40; i++) {
            RequestId id = new RequestId(answer(task + "@stable").getRequestId());
            if (id.fraction() < 0.5) {
                expected.add(id.value());
            }
        }

        await().atMost(Duration.ofSeconds(15)).until(() -> sampledIds().size() >= expected.size());

        assertThat(sampledIds()).isEqualTo(expected);
        assertThat(expected).hasSizeBetween(5, 35);
    }

    @Test
    void feedbackIsPublishedBeforeItIsAnswered() {
        serve(0);
        Completion completion = answer(task + "@stable");

        client.calls()
                .giveFeedback(FeedbackRequest.newBuilder()
                        .setRequestId(completion.getRequestId())
                        .setRating(Rating.RATING_BAD)
                        .build());
        given().contentType("application/json")
                .body("{\"request_id\": \"" + completion.getRequestId() + "\", \"rating\": \"good\"}")
                .post("/v1/feedback")
                .then()
                .statusCode(204);

        seen.await(FeedbackGiven.class, event -> event.requestId().equals(completion.getRequestId()) && event.good());
        FeedbackGiven bad = seen.await(
                FeedbackGiven.class, event -> event.requestId().equals(completion.getRequestId()) && !event.good());
        assertThat(bad.task()).isEqualTo(task);
    }

    @Test
    void feedbackOnWhatWasNeverAskedIsRefused() {
        GenerateResponse withoutTask = client.calls().generate(ask("tiny", 1));
        String id = "req-" + "0".repeat(32);

        assertThat(feedbackStatus("not an id")).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(feedbackStatus(withoutTask.getCompletion().getRequestId())).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(feedbackStatus(id + "-no-such-task")).isEqualTo(Status.Code.NOT_FOUND);
        given().contentType("application/json")
                .body("{\"request_id\": \"" + id + "-" + task + "\", \"rating\": \"so-so\"}")
                .post("/v1/feedback")
                .then()
                .statusCode(400)
                .body("error.param", equalTo("rating"));
    }

    private Status.Code feedbackStatus(String id) {
        FeedbackRequest request = FeedbackRequest.newBuilder()
                .setRequestId(id)
                .setRating(Rating.RATING_GOOD)
                .build();
        return refusal(() -> client.calls().giveFeedback(request)).getStatus().getCode();
    }
}
