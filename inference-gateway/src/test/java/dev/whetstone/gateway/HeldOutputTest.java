package dev.whetstone.gateway;

import static dev.whetstone.gateway.GatewayClient.ask;
import static dev.whetstone.gateway.GatewayClient.detail;
import static dev.whetstone.gateway.GatewayClient.refusal;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import com.google.rpc.BadRequest;
import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.contracts.serving.AdapterServed;
import dev.whetstone.gateway.tiny.TinyAdapter;
import dev.whetstone.inference.v1.CheckOutputFormatRequest;
import dev.whetstone.inference.v1.FinishReason;
import dev.whetstone.inference.v1.GenerateChunk;
import dev.whetstone.inference.v1.GenerateRequest;
import dev.whetstone.inference.v1.GenerateResponse;
import dev.whetstone.inference.v1.GetModelRequest;
import dev.whetstone.inference.v1.OutputFormat;
import dev.whetstone.inference.v1.PlainText;
import dev.whetstone.inference.v1.Sampling;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import jakarta.inject.Inject;

@QuarkusTest
@QuarkusTestResource(GatewayFixture.class)
class HeldOutputTest extends WithClient {

    /** Two properties, not in the order of the alphabet. */
    private static final String SCHEMA =
            "{\"type\":\"object\",\"required\":[\"b\",\"a\"],\"additionalProperties\":false,"
                    + "\"properties\":{\"b\":{\"enum\":[\"x\",\"y\"]},\"a\":{\"type\":\"boolean\"}}}";

    private static final String HELD = "\\s*\\{\\s*\"b\"\\s*:\\s*\"[xy]\"\\s*,\\s*\"a\"\\s*:\\s*(true|false)\\s*}\\s*";
    private static final String PATTERN = "{\"type\":\"object\",\"required\":[\"a\"],\"additionalProperties\":false,"
            + "\"properties\":{\"a\":{\"type\":\"string\",\"pattern\":\"x\"}}}";

    @Inject
    AdapterMill mill;

    @Inject
    SeenEvents seen;

    private static OutputFormat schema(String text) {
        return OutputFormat.newBuilder().setJsonSchema(text).build();
    }

    private static GenerateRequest held(String model, String schema) {
        return ask(model, 200).toBuilder().setOutputFormat(schema(schema)).build();
    }

    private static String digest(String text) {
        return Digest.of(text.getBytes(StandardCharsets.UTF_8)).value();
    }

    @Test
    void aModelThatWouldSayTheAlphabetWritesWhatTheSchemaAllowsInItsOrder() {
        GenerateResponse response = client.calls().generate(held("tiny", SCHEMA));

        assertThat(response.getText()).matches(HELD);
        assertThat(response.getCompletion().getFinishReason()).isEqualTo(FinishReason.FINISH_REASON_STOP);
        assertThat(response.getCompletion().getConstrained()).isTrue();
        assertThat(response.getCompletion().getSchemaDigest()).isEqualTo(digest(SCHEMA));
    }

    @Test
    void anAnswerInFreeTextSaysThatItIsNotHeld() {
        GenerateResponse response = client.calls().generate(ask("tiny", 3));

        assertThat(response.getCompletion().getConstrained()).isFalse();
        assertThat(response.getCompletion().getSchemaDigest()).isEmpty();
    }

    @Test
    void aStreamIsHeldTooAndSaysSoAtItsEnd() {
        List<GenerateChunk> chunks = new ArrayList<>();
        client.calls().generateStream(held("tiny", SCHEMA)).forEachRemaining(chunks::add);

        StringBuilder text = new StringBuilder();
        chunks.forEach(chunk -> text.append(chunk.getText()));
        assertThat(text.toString()).matches(HELD);
        assertThat(chunks.getLast().getCompletion().getConstrained()).isTrue();
    }

    @Test
    void aKeywordThatOutputCannotBeHeldToIsNamedWithItsPlaceOverGrpc() throws Exception {
        StatusRuntimeException refused = refusal(() -> client.calls().generate(held("tiny", PATTERN)));

        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(refused.getStatus().getDescription())
                .contains("#/properties/a/pattern")
                .contains("keyword pattern");
        assertThat(detail(refused, BadRequest.class)
                        .orElseThrow()
                        .getFieldViolations(0)
                        .getField())
                .isEqualTo("output_format.json_schema");
    }

    @Test
    void aFormatIsCheckedWithoutGenerating() {
        CheckOutputFormatRequest fine = CheckOutputFormatRequest.newBuilder()
                .setOutputFormat(schema(SCHEMA))
                .build();
        CheckOutputFormatRequest refused = CheckOutputFormatRequest.newBuilder()
                .setOutputFormat(schema(PATTERN))
                .build();

        assertThat(client.calls().checkOutputFormat(fine).getSchemaDigest()).isEqualTo(digest(SCHEMA));
        assertThat(refusal(() -> client.calls().checkOutputFormat(refused))
                        .getStatus()
                        .getDescription())
                .contains("pattern");
        assertThat(refusal(() -> client.calls().checkOutputFormat(CheckOutputFormatRequest.getDefaultInstance()))
                        .getStatus()
                        .getCode())
                .isEqualTo(Status.Code.INVALID_ARGUMENT);
    }

    @Test
    void whatWasJudgedUnderASchemaIsServedUnderItUnlessTheCallerAsksForFreeText() {
        TaskName task = new TaskName("held-" + UUID.randomUUID().toString().substring(0, 8));
        ArtifactRef adapter = mill.train(TinyAdapter.FIRST, "held " + task);
        mill.move(task, 1, mill.held(adapter, SCHEMA));
        seen.await(AdapterServed.class, event -> event.adapter().equals(adapter.digest()));
        String stable = task + "@stable";

        GenerateResponse asJudged = client.calls().generate(ask(stable, 200));
        GenerateResponse free = client.calls()
                .generate(ask(stable, 2).toBuilder()
                        .setOutputFormat(OutputFormat.newBuilder().setText(PlainText.getDefaultInstance()))
                        .build());
        GenerateResponse byDigest = client.calls().generate(ask(adapter.digest().value(), 2));
        StatusRuntimeException stopped = refusal(() -> client.calls()
                .generate(ask(stable, Sampling.newBuilder().addStop("x").build())));

        assertThat(asJudged.getText()).matches(HELD);
        assertThat(asJudged.getCompletion().getSchemaDigest()).isEqualTo(digest(SCHEMA));
        assertThat(free.getText()).isEqualTo("first first ");
        assertThat(free.getCompletion().getConstrained()).isFalse();
        assertThat(byDigest.getText()).isEqualTo("first first ");
        assertThat(stopped.getStatus().getDescription()).contains("stop").contains("judged under");
        assertThat(client.calls()
                        .getModel(GetModelRequest.newBuilder().setModel(stable).build())
                        .getSchemaDigest())
                .isEqualTo(digest(SCHEMA));
    }

    private static String chat(String fields) {
        return "{\"model\":\"tiny\",\"max_tokens\":200,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]" + fields
                + "}";
    }

    private static String format(String schema) {
        return ",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"answer\",\"strict\":true,"
                + "\"schema\":" + schema + "}}";
    }

    @Test
    void responseFormatHoldsTheOutputOverHttpAndTheAnswerSaysSo() {
        String said = given().contentType("application/json")
                .body(chat(format(SCHEMA)))
                .post("/v1/chat/completions")
                .then()
                .statusCode(200)
                .body("choices[0].finish_reason", equalTo("stop"))
                .body("whetstone.constrained", equalTo(true))
                .body("whetstone.schema_digest", equalTo(digest(SCHEMA)))
                .extract()
                .path("choices[0].message.content");

        assertThat(said).matches(HELD);
    }

    @Test
    void anyObjectBeginsAsOneAndFreeTextIsNotHeldOverHttp() {
        given().contentType("application/json")
                .body(chat(",\"response_format\":{\"type\":\"json_object\"}"))
                .post("/v1/chat/completions")
                .then()
                .statusCode(200)
                .body("choices[0].message.content.trim()", org.hamcrest.Matchers.startsWith("{"))
                .body("whetstone.constrained", equalTo(true));
        given().contentType("application/json")
                .body(chat(",\"max_tokens\":3,\"response_format\":{\"type\":\"text\"}")
                        .replace("\"max_tokens\":200,", ""))
                .post("/v1/chat/completions")
                .then()
                .statusCode(200)
                .body("choices[0].message.content", equalTo("abc"))
                .body("whetstone.constrained", equalTo(false))
                .body("whetstone.schema_digest", nullValue());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"type\":\"grammar\"} | response_format.type | json_schema",
                "{} | response_format.type | json_schema",
                "{\"type\":\"json_schema\"} | response_format.json_schema | name",
                "{\"type\":\"json_schema\",\"json_schema\":{\"schema\":{}}} | response_format.json_schema.name | letters",
                "{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"a\"}} | response_format.json_schema.schema | object",
                "{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"a\",\"schema\":{\"type\":\"object\",\"minProperties\":1}}} | response_format.json_schema.schema | #/minProperties"
            })
    void aFormatThatCannotBeHeldIsRefusedInOpenAisForm(String format, String param, String named) {
        given().contentType("application/json")
                .body(chat(",\"response_format\":" + format))
                .post("/v1/chat/completions")
                .then()
                .statusCode(400)
                .body("error.type", equalTo("invalid_request_error"))
                .body("error.param", equalTo(param))
                .body("error.message", containsString(named));
    }

    @Test
    void stopStringsBesideASchemaAreRefused() {
        given().contentType("application/json")
                .body(chat(format(SCHEMA) + ",\"stop\":\"x\""))
                .post("/v1/chat/completions")
                .then()
                .statusCode(400)
                .body("error.param", equalTo("stop"))
                .body("error.message", containsString("held to a format"));
    }
}
