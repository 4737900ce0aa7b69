package dev.whetstone.gateway;

import static dev.whetstone.gateway.GatewayClient.ask;
import static dev.whetstone.gateway.GatewayClient.detail;
import static dev.whetstone.gateway.GatewayClient.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.rpc.BadRequest;
import com.google.rpc.RetryInfo;
import dev.whetstone.inference.v1.FinishReason;
import dev.whetstone.inference.v1.GenerateChunk;
import dev.whetstone.inference.v1.GenerateRequest;
import dev.whetstone.inference.v1.GenerateResponse;
import dev.whetstone.inference.v1.GetModelRequest;
import dev.whetstone.inference.v1.ListModelsRequest;
import dev.whetstone.inference.v1.Message;
import dev.whetstone.inference.v1.Model;
import dev.whetstone.inference.v1.ModelState;
import dev.whetstone.inference.v1.Sampling;
import dev.whetstone.inference.v1.TokenizeRequest;
import dev.whetstone.inference.v1.TokenizeResponse;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;

@QuarkusTest
@QuarkusTestResource(GatewayFixture.class)
class GenerationOverGrpcTest extends WithClient {

    private static final int ENDLESS = 3_500;

    @AfterEach
    @Override
    void disconnect() {
        super.disconnect();
        await().atMost(Duration.ofSeconds(20)).until(this::idle);
    }

    private boolean idle() {
        var scheduler = base.require().scheduler();
        return scheduler.active() + scheduler.queued() == 0;
    }

    @Test
    void theBaseAnswersAndSaysThatItWasTheBase() {
        GenerateResponse response = client.calls().generate(ask("tiny", 12));

        assertThat(response.getText()).isEqualTo("abcdefghijkl");
        assertThat(response.getCompletion().getBaseDigest())
                .isEqualTo(base.require().digest().value());
        assertThat(response.getCompletion().getAdapterDigest()).isEmpty();
        assertThat(response.getCompletion().getFinishReason()).isEqualTo(FinishReason.FINISH_REASON_LENGTH);
        assertThat(response.getCompletion().getCompletionTokens()).isEqualTo(12);
        assertThat(response.getCompletion().getPromptTokens()).isGreaterThan(16);
        assertThat(response.getCompletion().getBatchSize()).isEqualTo(1);
        assertThat(response.getCompletion().getRequestId()).matches("req-[0-9a-f]{32}");
        assertThat(response.getCompletion().getProposalsList()).isEmpty();
    }

    @Test
    void theBaseAnswersToItsDigestToo() {
        String digest = base.require().digest().value();

        assertThat(client.calls().generate(ask(digest, 3)).getText()).isEqualTo("abc");
    }

    @Test
    void aStreamIsThePiecesOfTheWholeAnswerAndEndsWithItsFacts() {
        Iterator<GenerateChunk> chunks = client.calls().generateStream(ask("tiny", 30));

        List<GenerateChunk> all = new ArrayList<>();
        chunks.forEachRemaining(all::add);
        StringBuilder text = new StringBuilder();
        all.forEach(chunk -> text.append(chunk.getText()));
        assertThat(text).hasToString("abcdefghijklmnopqrstuvwxyz0123");
        assertThat(all).hasSizeGreaterThan(10);
        assertThat(all.subList(0, all.size() - 1)).noneMatch(GenerateChunk::hasCompletion);
        assertThat(all.getLast().getCompletion().getCompletionTokens()).isEqualTo(30);
    }

    @Test
    void aStopStringEndsTheAnswerAndIsNotPartOfIt() {
        Sampling sampling =
                Sampling.newBuilder().setMaxTokens(50).addStop("ghi").build();

        GenerateResponse response = client.calls().generate(ask("tiny", sampling));

        assertThat(response.getText()).isEqualTo("abcdef");
        assertThat(response.getCompletion().getFinishReason()).isEqualTo(FinishReason.FINISH_REASON_STOP);
    }

    @Test
    void theSameSeedGivesTheSameTextAndADrawnSeedIsReported() {
        Sampling hot = Sampling.newBuilder().setMaxTokens(40).setTemperature(2).build();
        GenerateResponse drawn = client.calls().generate(ask("tiny", hot));

        long seed = drawn.getCompletion().getSeed();
        GenerateResponse again = client.calls()
                .generate(ask("tiny", hot.toBuilder().setSeed(seed).build()));
        GenerateResponse other = client.calls()
                .generate(ask("tiny", hot.toBuilder().setSeed(seed + 1).build()));

        assertThat(again.getText()).isEqualTo(drawn.getText());
        assertThat(other.getText()).isNotEqualTo(drawn.getText());
    }

    @Test
    void tokenizeShowsThePromptAsTheModelSeesItAndUserTextNeverBecomesAControlToken() {
        TokenizeRequest request = TokenizeRequest.newBuilder()
                .setModel("tiny")
                .addMessages(Message.newBuilder().setRole("user").setContent("<|im_end|>"))
                .build();

        TokenizeResponse response = client.calls().tokenize(request);

        int turn = response.getTokenIds(0);
        assertThat(response.getTokenIdsList().stream().filter(id -> id == turn)).hasSize(2);
        assertThat(response.getTokenIdsList().stream().filter(id -> id == turn + 1))
                .hasSize(1);
        assertThat(response.getContextLength()).isEqualTo(GatewayFixture.LONGEST);
    }

    @Test
    void modelsAreListedWithTheBaseFirst() {
        Model first = client.calls()
                .listModels(ListModelsRequest.getDefaultInstance())
                .getModels(0);

        assertThat(first.getName()).isEqualTo("tiny");
        assertThat(first.getState()).isEqualTo(ModelState.MODEL_STATE_READY);
        assertThat(first.getContextLength()).isEqualTo(GatewayFixture.LONGEST);
    }

    @ParameterizedTest
    @CsvSource({
        "nothing-of-the-kind",
        "no-such-task@stable",
        "no-such-task@nightly",
        "'@stable'",
        "sha256:0000000000000000000000000000000000000000000000000000000000000000"
    })
    void anUnknownModelIsNotFoundAndTheMessageNamesWhatThereIs(String model) {
        StatusRuntimeException generate = refusal(() -> client.calls().generate(ask(model, 1)));
        StatusRuntimeException get = refusal(() -> client.calls()
                .getModel(GetModelRequest.newBuilder().setModel(model).build()));

        assertThat(generate.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
        assertThat(generate.getStatus().getDescription())
                .contains("'" + model + "'")
                .contains("tiny");
        assertThat(get.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
    }

    @ParameterizedTest
    @CsvSource({
        "temperature, -0.5",
        "temperature, NaN",
        "temperature, 2.5",
        "top_p, 0",
        "top_p, 1.01",
        "top_p, NaN",
        "top_k, -1",
        "max_tokens, -3",
        "max_tokens, 0",
        "max_tokens, 5000",
        "stop, 17"
    })
    void aFieldOutOfRangeIsAnInvalidArgumentThatNamesIt(String field, String value) throws Exception {
        Sampling.Builder sampling = Sampling.newBuilder();
        switch (field) {
            case "temperature" -> sampling.setTemperature(Float.parseFloat(value));
            case "top_p" -> sampling.setTopP(Float.parseFloat(value));
            case "top_k" -> sampling.setTopK(Integer.parseInt(value));
            case "max_tokens" -> sampling.setMaxTokens(Integer.parseInt(value));
            default -> sampling.addAllStop(Collections.nCopies(Integer.parseInt(value), "x"));
        }

        StatusRuntimeException refusal = refusal(() -> client.calls().generate(ask("tiny", sampling.build())));

        assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(refusal.getStatus().getDescription()).startsWith(field + ": expected");
        assertThat(detail(refusal, BadRequest.class)
                        .orElseThrow()
                        .getFieldViolations(0)
                        .getField())
                .isEqualTo(field);
    }

    @Test
    void anUnknownRoleIsNamedWithItsPlace() {
        GenerateRequest request = ask("tiny", 1).toBuilder()
                .addMessages(Message.newBuilder().setRole("robot").setContent("x"))
                .build();

        Status status = refusal(() -> client.calls().generate(request)).getStatus();

        assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(status.getDescription())
                .isEqualTo("messages[1].role: expected system, user or assistant, but got 'robot'");
    }

    @Test
    void aRequestWithoutMessagesIsInvalid() {
        Status status = refusal(() -> client.calls()
                        .generate(GenerateRequest.newBuilder().setModel("tiny").build()))
                .getStatus();

        assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(status.getDescription()).startsWith("messages: expected 1 to 1000");
    }

    @Test
    void aPromptOverTheContextIsInvalidAndTheMessageNamesTokensAndLimit() {
        GenerateRequest request = GenerateRequest.newBuilder()
                .setModel("tiny")
                .addMessages(Message.newBuilder().setRole("user").setContent("x".repeat(5_000)))
                .build();

        Status status = refusal(() -> client.calls().generate(request)).getStatus();

        assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(status.getDescription()).contains("50").contains("" + GatewayFixture.LONGEST);
    }

    @Test
    void aCancelledStreamStopsDecoding() {
        Context.CancellableContext caller = Context.current().withCancellation();
        caller.run(() -> {
            Iterator<GenerateChunk> chunks = client.calls().generateStream(ask("tiny", ENDLESS));
            assertThat(chunks.next().getText()).isNotEmpty();
        });
        assertThat(idle()).isFalse();

        caller.cancel(null);

        await().atMost(Duration.ofSeconds(1)).until(this::idle);
    }

    @Test
    void aCancelledUnaryCallStopsDecoding() {
        Context.CancellableContext caller = Context.current().withCancellation();
        CapturedAnswer<GenerateResponse> answer = new CapturedAnswer<>();
        caller.run(() -> client.streams().generate(ask("tiny", ENDLESS), answer));
        await().atMost(Duration.ofSeconds(5)).until(() -> !idle());

        caller.cancel(null);

        await().atMost(Duration.ofSeconds(1)).until(this::idle);
        assertThat(answer.status().getCode()).isEqualTo(Status.Code.CANCELLED);
    }

    @Test
    void aPassedDeadlineStopsDecoding() {
        Status status = refusal(() -> client.calls()
                        .withDeadlineAfter(150, TimeUnit.MILLISECONDS)
                        .generate(ask("tiny", ENDLESS)))
                .getStatus();

        assertThat(status.getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        await().atMost(Duration.ofSeconds(1)).until(this::idle);
    }

    @Test
    void aFullQueueIsResourceExhaustedWithATimeToRetryAndEarlierRequestsGoOn() throws Exception {
        List<CapturedAnswer<GenerateResponse>> admitted = new ArrayList<>();
        Context.CancellableContext caller = Context.current().withCancellation();
        for (int i = 0; i < GatewayFixture.MAX_BATCH + GatewayFixture.QUEUE; i++) {
            CapturedAnswer<GenerateResponse> answer = new CapturedAnswer<>();
            caller.run(() -> client.streams().generate(ask("tiny", ENDLESS), answer));
            admitted.add(answer);
            int sent = i + 1;
            await().atMost(Duration.ofSeconds(5))
                    .until(() -> base.require().scheduler().active()
                                    + base.require().scheduler().queued()
                            == sent);
        }

        StatusRuntimeException refusal = refusal(() -> client.calls().generate(ask("tiny", 1)));

        assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(detail(refusal, RetryInfo.class)
                        .orElseThrow()
                        .getRetryDelay()
                        .getSeconds())
                .isBetween(1L, 30L);
        assertThat(admitted).noneMatch(CapturedAnswer::isOver);
        caller.cancel(null);
    }

    @Test
    void requestsThatRunTogetherShareABatchAndDoNotChangeEachOther() {
        CapturedAnswer<GenerateResponse> one = new CapturedAnswer<>();
        CapturedAnswer<GenerateResponse> other = new CapturedAnswer<>();
        client.streams().generate(ask("tiny", 1_500), one);
        client.streams().generate(ask("tiny", 1_500), other);

        assertThat(one.value().getText()).isEqualTo(other.value().getText()).hasSize(1_500);
        assertThat(one.value().getCompletion().getBatchSize()).isEqualTo(2);
    }
}
