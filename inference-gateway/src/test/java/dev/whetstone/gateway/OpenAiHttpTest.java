package dev.whetstone.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.whetstone.gateway.model.BaseModel;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import jakarta.inject.Inject;

@QuarkusTest
@QuarkusTestResource(GatewayFixture.class)
class OpenAiHttpTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Inject
    BaseModel base;

    @TestHTTPResource("/v1/chat/completions")
    URI completions;

    private final HttpClient caller = HttpClient.newHttpClient();

    @BeforeEach
    void waitForTheBase() {
        GatewayFixture.awaitLoaded(base);
    }

    @AfterEach
    void waitForTheEnd() {
        caller.shutdownNow();
        await().atMost(Duration.ofSeconds(20)).until(this::idle);
    }

    private boolean idle() {
        var scheduler = base.require().scheduler();
        return scheduler.active() + scheduler.queued() == 0;
    }

    private static String body(String fields) {
        return "{\"model\": \"tiny\", \"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}]" + fields + "}";
    }

    @Test
    void aCompletionHasOpenAisShapeAndSaysWhatAnswered() {
        given().contentType("application/json")
                .body(body(", \"max_tokens\": 5, \"some_new_field\": {\"x\": 1}"))
                .post("/v1/chat/completions")
                .then()
                .statusCode(200)
                .contentType("application/json")
                .body("object", equalTo("chat.completion"))
                .body("id", startsWith("req-"))
                .body("model", equalTo("tiny"))
                .body("choices[0].index", equalTo(0))
                .body("choices[0].message.role", equalTo("assistant"))
                .body("choices[0].message.content", equalTo("abcde"))
                .body("choices[0].finish_reason", equalTo("length"))
                .body("usage.completion_tokens", equalTo(5))
                .body("system_fingerprint", startsWith("fp_"))
                .body("whetstone.base_digest", equalTo(base.require().digest().value()))
                .body("whetstone.batch_size", equalTo(1))
                .body("whetstone.proposals.size()", equalTo(0));
    }

    @Test
    void partsOfTextAndTheDeveloperRoleAndAStopStringAreTaken() {
        String request = """
                {"model": "tiny", "max_completion_tokens": 20, "stop": "fg", "n": 1, "tools": [],
                 "response_format": {"type": "text"},
                 "messages": [{"role": "developer", "content": "Be brief."},
                              {"role": "user", "content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]}]}
                """;

        given().contentType("application/json")
                .body(request)
                .post("/v1/chat/completions")
                .then()
                .statusCode(200)
                .body("choices[0].message.content", equalTo("abcde"))
                .body("choices[0].finish_reason", equalTo("stop"));
    }

    @Test
    void aStreamIsServerSentChunksThatEndWithUsageAndDone() throws Exception {
        String request = body(", \"max_tokens\": 8, \"stream\": true, \"stream_options\": {\"include_usage\": true}");

        List<String> data = new ArrayList<>();
        HttpResponse<Stream<String>> response = caller.send(request(request), HttpResponse.BodyHandlers.ofLines());
        response.body().filter(line -> line.startsWith("data: ")).forEach(line -> data.add(line.substring(6)));

        assertThat(response.headers().firstValue("content-type").orElseThrow()).startsWith("text/event-stream");
        assertThat(data.removeLast()).isEqualTo("[DONE]");
        List<JsonNode> chunks = new ArrayList<>();
        for (String each : data) {
            chunks.add(JSON.readTree(each));
        }
        JsonNode usage = chunks.removeLast();
        assertThat(usage.at("/usage/completion_tokens").asInt()).isEqualTo(8);
        assertThat(usage.at("/choices").isEmpty()).isTrue();
        JsonNode last = chunks.getLast();
        assertThat(last.at("/choices/0/finish_reason").asText()).isEqualTo("length");
        assertThat(last.at("/whetstone/base_digest").asText()).startsWith("sha256:");
        assertThat(chunks.getFirst().at("/choices/0/delta/role").asText()).isEqualTo("assistant");
        assertThat(chunks.getFirst().at("/choices/0").has("finish_reason")).isTrue();
        assertThat(chunks).allMatch(chunk -> chunk.path("object").asText().equals("chat.completion.chunk"));
        StringBuilder text = new StringBuilder();
        chunks.forEach(chunk -> text.append(chunk.at("/choices/0/delta/content").asText()));
        assertThat(text).hasToString("abcdefgh");
    }

    @Test
    void aReaderThatHangsUpStopsDecoding() throws Exception {
        InputStream stream = caller.send(
                        request(body(", \"max_tokens\": 3500, \"stream\": true")),
                        HttpResponse.BodyHandlers.ofInputStream())
                .body();
        assertThat(stream.read()).isEqualTo('d');
        assertThat(idle()).isFalse();

        stream.close();
        caller.shutdownNow();

        await().atMost(Duration.ofSeconds(2)).until(this::idle);
    }

    private HttpRequest request(String body) {
        return HttpRequest.newBuilder(completions)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"model\": \"nope\", \"messages\": [{\"role\": \"user\", \"content\": \"x\"}]} | 404 | model_not_found |",
                "{\"messages\": []} | 400 | invalid_request | model",
                "{\"model\": \"tiny\"} | 400 | invalid_request | messages",
                "{\"model\": \"tiny\", \"messages\": []} | 400 | invalid_request | messages",
                "{\"model\": \"tiny\", \"messages\": [{\"role\": \"robot\", \"content\": \"x\"}]} | 400 | invalid_request | messages[0].role",
                "{\"model\": \"tiny\", \"messages\": [{\"role\": \"user\"}]} | 400 | invalid_request | messages[0].content",
                "{\"model\": \"tiny\", \"messages\": [{\"role\": \"user\", \"content\": [{\"type\": \"image_url\"}]}]} | 400 | invalid_request | messages[0].content",
                "{\"model\": \"tiny\", \"messages\": [{\"role\": \"user\", \"content\": \"x\"}], \"temperature\": 3} | 400 | invalid_request | temperature",
                "{\"model\": \"tiny\", \"messages\": [{\"role\": \"user\", \"content\": \"x\"}], \"temperature\": \"hot\"} | 400 | invalid_request | temperature",
                "{\"model\": \"tiny\", \"messages\": [{\"role\": \"user\", \"content\": \"x\"}], \"max_tokens\": 1.5} | 400 | invalid_request | max_tokens",
                "{\"model\": \"tiny\", \"messages\": [{\"role\": \"user\", \"content\": \"x\"}], \"max_tokens\": -1} | 400 | invalid_request | max_tokens",
                "{\"model\": \"tiny\", \"messages\": [{\"role\": \"user\", \"content\": \"x\"}], \"n\": 2} | 400 | invalid_request | n",
                "{\"model\": \"tiny\", \"messages\": [{\"role\": \"user\", \"content\": \"x\"}], \"tools\": [{}]} | 400 | invalid_request | tools",
                "{\"model\": \"tiny\", \"messages\": [{\"role\": \"user\", \"content\": \"x\"}], \"stop\": 5} | 400 | invalid_request | stop",
                "{\"model\": \"tiny\", \"model\": \"tiny\", \"messages\": []} | 400 | invalid_request | body",
                "{\"model\": \"tiny\", \"messages\": []} {} | 400 | invalid_request | body",
                "null | 400 | invalid_request | body",
                "{\"model\": | 400 | invalid_request | body",
                "[] | 400 | invalid_request | body"
            })
    void aRequestThatCannotBeAnsweredGetsOpenAisErrorEnvelope(String body, int status, String code, String param) {
        given().contentType("application/json")
                .body(body)
                .post("/v1/chat/completions")
                .then()
                .statusCode(status)
                .contentType("application/json")
                .body("error.code", equalTo(code))
                .body("error.type", equalTo("invalid_request_error"))
                .body("error.param", param == null ? nullValue() : equalTo(param))
                .body("error.message", containsString(param == null ? "" : param))
                .body("error.message.length()", greaterThan(20));
    }

    @Test
    void aPromptOverTheContextNamesItsTokensAndTheLimit() {
        given().contentType("application/json")
                .body(body("").replace("Hi", "x".repeat(5_000)))
                .post("/v1/chat/completions")
                .then()
                .statusCode(400)
                .body("error.code", equalTo("invalid_request"))
                .body("error.param", equalTo("messages"))
                .body(
                        "error.message",
                        matchesPattern(
                                "messages: they are 50\\d\\d tokens, .* " + GatewayFixture.LONGEST + ": shorten them"));
        given().contentType("application/json")
                .body(body(", \"max_tokens\": 1"))
                .post("/v1/chat/completions")
                .then()
                .statusCode(200);
    }

    @ParameterizedTest
    @CsvSource({"max_tokens", "max_completion_tokens", "top_k", "temperature", "top_p"})
    void aNegativeLimitNamesItsFieldAndWhatIsExpected(String field) {
        given().contentType("application/json")
                .body(body(", \"" + field + "\": -2"))
                .post("/v1/chat/completions")
                .then()
                .statusCode(400)
                .body("error.param", equalTo(field))
                .body("error.message", matchesPattern(field + ": expected .*, but got -2(\\.0)?"));
    }

    @Test
    void aRefusedStreamIsAnOrdinaryErrorAndNotAStream() {
        given().contentType("application/json")
                .body(body(", \"stream\": true").replace("tiny", "nope"))
                .post("/v1/chat/completions")
                .then()
                .statusCode(404)
                .body("error.message", containsString("no model is named 'nope'"));
    }

    @Test
    void modelsAreListedInOpenAisShape() {
        given().get("/v1/models")
                .then()
                .statusCode(200)
                .body("object", equalTo("list"))
                .body("data.id", hasItem("tiny"))
                .body("data[0].object", equalTo("model"))
                .body("data[0].owned_by", equalTo("whetstone"));
        given().get("/v1/models/tiny").then().statusCode(200).body("whetstone.state", equalTo("ready"));
        given().get("/v1/models/nope").then().statusCode(404).body("error.code", equalTo("model_not_found"));
    }

    @Test
    void anUnknownPathHasTheSameEnvelope() {
        given().get("/v1/nothing").then().statusCode(404);
        given().contentType("text/plain")
                .body("x")
                .post("/v1/chat/completions")
                .then()
                .statusCode(415)
                .body("error.code", equalTo("http_415"));
    }

    @ParameterizedTest
    @CsvSource({"/v1;x/models", "/v1/models;a=b", "/v1//models", "/v1/%2e%2e/models", "/v1/models%3bx", "/v1/%5cmodels"
    })
    void anAmbiguousPathIsRefusedBeforeAnythingElse(String path) throws Exception {
        HttpResponse<String> response = caller.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + completions.getPort() + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(JSON.readTree(response.body()).at("/error/code").asText()).isEqualTo("ambiguous_path");
    }
}
