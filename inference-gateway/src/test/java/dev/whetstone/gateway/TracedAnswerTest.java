package dev.whetstone.gateway;

import static dev.whetstone.gateway.GatewayClient.ask;
import static dev.whetstone.gateway.GatewayClient.refusal;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.gateway.tiny.TinyAdapter;
import dev.whetstone.inference.v1.GenerateRequest;
import dev.whetstone.inference.v1.GenerateResponse;
import dev.whetstone.inference.v1.Message;
import dev.whetstone.local.OtlpReceiver;
import dev.whetstone.local.OtlpReceiver.TracedSpan;
import dev.whetstone.local.TracesOn;
import dev.whetstone.messaging.TraceParent;
import dev.whetstone.messaging.TracedWork;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

import jakarta.inject.Inject;

/** Traces on: what the gateway's spans say, and that neither they nor the log say what was asked or answered. */
@QuarkusTest
@QuarkusTestResource(GatewayFixture.class)
@QuarkusTestResource(value = TracesOn.class, restrictToAnnotatedClass = true)
class TracedAnswerTest extends WithClient {

    private static final String ASKED = "my-password-is-swordfish";
    private static final String ANSWERED = "abcdefghijklmnopqrst";

    private static OtlpReceiver receiver;

    @Inject
    AdapterMill mill;

    private final SeenLog log = new SeenLog();

    @BeforeAll
    static void listen() {
        receiver = TracesOn.receiver();
    }

    @AfterAll
    static void close() {
        receiver.close();
    }

    @BeforeEach
    void open() {
        log.open();
    }

    @AfterEach
    void closeLog() {
        log.close();
    }

    @Test
    void anAnswerOverGrpcIsASpanByTheConventionsWithinItsCall() {
        GenerateResponse response = client.calls().generate(asking("tiny"));

        assertThat(response.getText()).isEqualTo(ANSWERED);
        TracedSpan chat = awaitChat(response.getCompletion().getRequestId());
        assertThat(chat.name()).isEqualTo("chat tiny");
        assertThat(chat.attributes())
                .containsEntry("gen_ai.operation.name", "chat")
                .containsEntry("gen_ai.provider.name", "whetstone")
                .containsEntry("gen_ai.request.model", "tiny")
                .containsEntry("gen_ai.usage.output_tokens", "20")
                .containsEntry(
                        "gen_ai.usage.input_tokens",
                        String.valueOf(response.getCompletion().getPromptTokens()))
                .containsEntry("gen_ai.response.finish_reasons", "[length]");
        awaitSpan(chat.trace(), "whetstone.inference.v1.InferenceService/Generate");
        assertThat(parent(chat).kind()).isEqualTo("SERVER");
    }

    @Test
    void anAnswerOverHttpIsASpanWithinItsRequest() {
        String id = given().contentType("application/json")
                .body(chat("tiny"))
                .post("/v1/chat/completions")
                .then()
                .statusCode(200)
                .extract()
                .path("id");

        TracedSpan chat = awaitChat(id);
        awaitSpan(chat.trace(), "POST /v1/chat/completions");
        assertThat(parent(chat).kind()).isEqualTo("SERVER");
    }

    @Test
    void neitherSpansNorLogHoldWhatWasAskedOrAnswered() {
        client.calls().generate(asking("tiny"));
        refusal(() -> client.calls().generate(asking(ASKED)));
        refusal(() -> client.calls()
                .generate(asking("tiny").toBuilder()
                        .addMessages(Message.newBuilder().setRole("system").setContent(ASKED.repeat(40_000)))
                        .build()));
        given().contentType("application/json").body(chat("tiny")).post("/v1/chat/completions");
        given().contentType("application/json").body(chat(ASKED)).post("/v1/chat/completions");
        given().contentType("application/json")
                .body(chat("tiny").replace("{\"role\"", ASKED))
                .post("/v1/chat/completions");

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(receiver.spans())
                        .extracting(TracedSpan::name)
                        .filteredOn("POST /v1/chat/completions"::equals)
                        .hasSizeGreaterThanOrEqualTo(3));
        assertThat(receiver.everything()).doesNotContain(ASKED).doesNotContain(ANSWERED);
        assertThat(log.text()).doesNotContain(ASKED).doesNotContain(ANSWERED);
    }

    @Test
    void loadingAnAdapterAndSayingSoBelongToTheTraceThatAskedForIt() {
        TraceParent promotion = TraceParent.start();
        TaskName task = new TaskName("traced");
        ArtifactRef adapter = mill.train(TinyAdapter.FIRST, "traced");

        TracedWork.after(promotion).run(() -> mill.move(task, 1, mill.over(adapter)));

        TracedSpan load = awaitSpan(promotion.trace(), "load adapter");
        assertThat(load.attributes())
                .containsEntry("whetstone.task", "traced")
                .containsEntry("whetstone.adapter", adapter.digest().value());
        TracedSpan served = awaitSpan(promotion.trace(), "create whetstone.serving.events.v1");
        assertThat(served.attributes()).containsEntry("cloudevents.event_type", "whetstone.serving.AdapterServed.v1");
    }

    private static GenerateRequest asking(String model) {
        return ask(model, 20).toBuilder()
                .addMessages(Message.newBuilder().setRole("assistant").setContent("Well?"))
                .addMessages(Message.newBuilder().setRole("user").setContent(ASKED))
                .build();
    }

    private static String chat(String model) {
        return "{\"model\": \"" + model + "\", \"messages\": [{\"role\": \"user\", \"content\": \"" + ASKED
                + "\"}], \"max_tokens\": 20}";
    }

    private static TracedSpan awaitChat(String requestId) {
        await().atMost(Duration.ofSeconds(20)).until(() -> !chats(requestId).isEmpty());
        return chats(requestId).getFirst();
    }

    private static List<TracedSpan> chats(String requestId) {
        return receiver.spans().stream()
                .filter(span -> requestId.equals(span.attributes().get("gen_ai.response.id")))
                .toList();
    }

    private static TracedSpan awaitSpan(String trace, String name) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(receiver.trace(trace))
                        .extracting(TracedSpan::name)
                        .contains(name));
        return receiver.trace(trace).stream()
                .filter(span -> span.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static TracedSpan parent(TracedSpan span) {
        return receiver.trace(span.trace()).stream()
                .filter(other -> other.id().equals(span.parent()))
                .findFirst()
                .orElseThrow();
    }
}
