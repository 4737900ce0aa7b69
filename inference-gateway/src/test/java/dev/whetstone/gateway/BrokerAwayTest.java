package dev.whetstone.gateway;

import static dev.whetstone.gateway.GatewayClient.ask;
import static dev.whetstone.gateway.GatewayClient.refusal;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.contracts.serving.AdapterServed;
import dev.whetstone.contracts.traffic.FeedbackGiven;
import dev.whetstone.contracts.traffic.OutputSampled;
import dev.whetstone.gateway.model.BaseModel;
import dev.whetstone.gateway.tiny.TinyAdapter;
import dev.whetstone.inference.v1.FeedbackRequest;
import dev.whetstone.inference.v1.GenerateResponse;
import dev.whetstone.inference.v1.Rating;
import dev.whetstone.local.EmbeddedStack;
import io.grpc.Status;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

import jakarta.inject.Inject;

@QuarkusTest
@QuarkusTestResource(GatewayFixture.class)
class BrokerAwayTest {

    private final TaskName task = new TaskName("broker-away");

    @Inject
    BaseModel base;

    @Inject
    AdapterMill mill;

    @Inject
    SeenEvents seen;

    @Test
    void withoutABrokerTheGatewayGoesOnAnsweringAndTellsTheRestLater() {
        GatewayFixture.awaitLoaded(base);
        ArtifactRef adapter = mill.train(TinyAdapter.FIRST, "broker away");
        mill.move(task, 1, mill.over(adapter), Optional.empty(), Optional.empty(), 1);
        seen.await(AdapterServed.class, event -> event.task().equals(task));
        AtomicReference<String> request = new AtomicReference<>();

        try (GatewayClient client = new GatewayClient()) {
            EmbeddedStack.withoutKafka(() -> request.set(answerWithoutABroker(client)));
        }
        OutputSampled sampled =
                seen.await(OutputSampled.class, event -> event.requestId().equals(request.get()));
        FeedbackGiven feedback =
                seen.await(FeedbackGiven.class, event -> event.requestId().equals(request.get()));
        ArtifactRef next = mill.train(TinyAdapter.SECOND, "broker back");
        mill.move(task, 2, mill.over(next));
        AdapterServed served =
                seen.await(AdapterServed.class, event -> event.adapter().equals(next.digest()));

        assertThat(sampled.adapter()).contains(adapter.digest());
        assertThat(feedback.good()).isTrue();
        assertThat(served.revision()).isEqualTo(2);
    }

    private String answerWithoutABroker(GatewayClient client) {
        GenerateResponse response = client.calls().generate(ask(task + "@stable", 2));
        FeedbackRequest good = FeedbackRequest.newBuilder()
                .setRequestId(response.getCompletion().getRequestId())
                .setRating(Rating.RATING_GOOD)
                .build();

        assertThat(response.getText()).isEqualTo("first first ");
        assertThat(refusal(() -> client.calls().giveFeedback(good)).getStatus().getCode())
                .isEqualTo(Status.Code.UNAVAILABLE);
        given().get("/q/health/ready").then().statusCode(200);
        given().get("/q/health/live").then().statusCode(200);
        return response.getCompletion().getRequestId();
    }
}
