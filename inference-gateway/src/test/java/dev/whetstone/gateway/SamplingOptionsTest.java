package dev.whetstone.gateway;

import static dev.whetstone.gateway.GatewayClient.ask;
import static dev.whetstone.gateway.GatewayClient.detail;
import static dev.whetstone.gateway.GatewayClient.refusal;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.rpc.BadRequest;
import dev.whetstone.inference.v1.GenerateChunk;
import dev.whetstone.inference.v1.GenerateResponse;
import dev.whetstone.inference.v1.Sampling;
import dev.whetstone.inference.v1.TokenLogprob;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Penalties, bias, min-p and log-probabilities on both edges. */
@QuarkusTest
@QuarkusTestResource(GatewayFixture.class)
class SamplingOptionsTest extends WithClient {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void logprobsHaveOpenAisShape() throws IOException {
        JsonNode choice = choice(", \"max_tokens\": 5, \"logprobs\": true, \"top_logprobs\": 3");

        JsonNode tokens = choice.at("/logprobs/content");
        assertThat(tokens).hasSize(5);
        assertThat(join(tokens)).isEqualTo(choice.at("/message/content").asText());
        for (JsonNode token : tokens) {
            assertThat(fields(token)).containsExactly("token", "logprob", "bytes", "top_logprobs");
            assertThat(text(token.path("bytes"))).isEqualTo(token.path("token").asText());
            assertThat(token.path("logprob").doubleValue()).isNegative();
            JsonNode top = token.path("top_logprobs");
            assertThat(top).hasSize(3);
            assertThat(top.path(0).path("token")).as("greedy").isEqualTo(token.path("token"));
            assertThat(top.path(0).path("logprob")).isEqualTo(token.path("logprob"));
            assertThat(top.path(1).path("logprob").doubleValue())
                    .isBetween(
                            top.path(2).path("logprob").doubleValue(),
                            top.path(0).path("logprob").doubleValue());
            assertThat(fields(top.path(0))).containsExactly("token", "logprob", "bytes");
        }
    }

    @Test
    void withoutTopLogprobsTokensComeAlone() throws IOException {
        JsonNode tokens = choice(", \"max_tokens\": 2, \"logprobs\": true").at("/logprobs/content");

        assertThat(tokens)
                .hasSize(2)
                .allMatch(token -> token.path("top_logprobs").isEmpty());
    }

    @Test
    void logprobsAreNullUnlessTheyAreAskedFor() throws IOException {
        assertThat(choice(", \"max_tokens\": 2").path("logprobs").isNull()).isTrue();
        assertThat(choice(", \"max_tokens\": 2, \"logprobs\": false")
                        .path("logprobs")
                        .isNull())
                .isTrue();
    }

    /** They are the model's own: what the caller adds to the logits does not show. */
    @Test
    void aForcedTokenShowsHowUnlikelyItWas() throws IOException {
        JsonNode choice =
                choice(", \"max_tokens\": 3, \"logprobs\": true, \"logit_bias\": {\"" + token("#") + "\": 100}");

        assertThat(choice.at("/message/content").asText()).isEqualTo("###");
        assertThat(choice.at("/logprobs/content/0/logprob").doubleValue()).isLessThan(-1);
    }

    @Test
    void theEndOfTheTurnIsNoContent() throws IOException {
        int end = base.require().model().config().eosTokens().getFirst();
        JsonNode choice = choice(", \"logprobs\": true, \"logit_bias\": {\"" + end + "\": 100}");

        assertThat(choice.path("finish_reason").asText()).isEqualTo("stop");
        assertThat(choice.at("/logprobs/content").isArray()).isTrue();
        assertThat(choice.at("/logprobs/content")).isEmpty();
    }

    @Test
    void aStreamCarriesTheLogprobsOfItsTokens() throws IOException {
        String events = given().contentType("application/json")
                .body(
                        body(
                                ", \"max_tokens\": 8, \"stream\": true, \"logprobs\": true, \"top_logprobs\": 1, \"stop\": \"gx\""))
                .post("/v1/chat/completions")
                .then()
                .statusCode(200)
                .extract()
                .asString();

        StringBuilder text = new StringBuilder();
        StringBuilder tokens = new StringBuilder();
        for (String line : events.split("\n")) {
            if (line.startsWith("data: {")) {
                JsonNode choice = JSON.readTree(line.substring(6)).at("/choices/0");
                text.append(choice.at("/delta/content").asText());
                tokens.append(join(choice.at("/logprobs/content")));
            }
        }
        assertThat(text).hasToString("abcdefgh");
        assertThat(tokens).hasToString("abcdefgh");
    }

    @Test
    void aFrequencyPenaltyEndsWhatRepeatsItself() throws IOException {
        String forced = ", \"max_tokens\": 60, \"logit_bias\": {\"" + token("#") + "\": 100}";

        assertThat(content(forced)).isEqualTo("#".repeat(60));
        assertThat(content(forced + ", \"frequency_penalty\": 2"))
                .startsWith("##")
                .isNotEqualTo("#".repeat(60));
    }

    @Test
    void aRepetitionPenaltyAvoidsWhatThePromptSays() throws IOException {
        String otherwise = ", \"max_tokens\": 1, \"logit_bias\": {\"" + token("#") + "\": 5}";

        assertThat(content(otherwise)).as("in the prompt").isEqualTo("a");
        assertThat(content(otherwise + ", \"repetition_penalty\": 10")).isEqualTo("#");
    }

    /** At temperature 2 anything may come; a share of one leaves the likeliest alone. */
    @Test
    void aMinPOfOneIsGreedy() throws IOException {
        assertThat(content(", \"max_tokens\": 20, \"temperature\": 2, \"seed\": 3, \"min_p\": 1"))
                .isEqualTo("abcdefghijklmnopqrst");
        assertThat(content(", \"max_tokens\": 20, \"temperature\": 2, \"seed\": 3"))
                .isNotEqualTo("abcdefghijklmnopqrst");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "min_p | 1.5 | min_p: expected a share from 0 (all) to 1, but got 1.5",
                "min_p | -0.5 | min_p: expected a share from 0 (all) to 1, but got -0.5",
                "presence_penalty | 2.5 | presence_penalty: expected -2 to 2, but got 2.5",
                "frequency_penalty | -3 | frequency_penalty: expected -2 to 2, but got -3.0",
                "repetition_penalty | 0 | repetition_penalty: expected a factor above 0",
                "logit_bias | [] | logit_bias: expected an object of token ids and numbers",
                "logit_bias | {\"the\": 1} | logit_bias: expected an object of token ids and numbers",
                "logit_bias | {\"5\": \"much\"} | logit_bias: expected an object of token ids and numbers",
                "logit_bias | {\"-5\": 1} | logit_bias: expected an object of token ids and numbers",
                "logit_bias | {\"5\": 101} | logit_bias: expected a bias of -100 to 100 for token 5, but got 101.0",
                "logit_bias | {\"99999\": 1} | logit_bias: expected token ids from 0 to",
                "top_logprobs | 2 | top_logprobs: only beside \"logprobs\": true",
                "logprobs | \"yes\" | logprobs: not of the expected type",
                "top_logprobs | 21, \"logprobs\": true | top_logprobs: expected 0 to 20, but got 21",
                "top_logprobs | -1, \"logprobs\": true | top_logprobs: expected 0 to 20, but got -1",
                "top_logprobs | 1.5, \"logprobs\": true | top_logprobs: not of the expected type"
            })
    void whatIsOutOfRangeIsRefusedAsOpenAiDoes(String field, String value, String message) {
        given().contentType("application/json")
                .body(body(", \"" + field + "\": " + value))
                .post("/v1/chat/completions")
                .then()
                .statusCode(400)
                .body("error.type", equalTo("invalid_request_error"))
                .body("error.code", equalTo("invalid_request"))
                .body("error.param", equalTo(field))
                .body("error.message", startsWith(message));
    }

    @Test
    void overGrpcEveryTokenComesWithItsLogprob() {
        GenerateResponse response = client.calls()
                .generate(ask("tiny", sampling(5).setTopLogprobs(2).build()));

        assertThat(response.getTokensList()).hasSize(5);
        assertThat(text(response.getTokensList())).isEqualTo("abcde");
        for (TokenLogprob token : response.getTokensList()) {
            assertThat(token.getLogprob()).isNegative();
            assertThat(token.getTopList()).hasSize(2);
            assertThat(token.getTop(0).getTokenId()).as("greedy").isEqualTo(token.getTokenId());
            assertThat(token.getBytes().toStringUtf8()).isEqualTo(token.getText());
        }
        assertThat(client.calls().generate(ask("tiny", 5)).getTokensList()).isEmpty();
    }

    @Test
    void overGrpcTheEndOfTheTurnIsAToken() {
        int end = base.require().model().config().eosTokens().getFirst();
        GenerateResponse response = client.calls()
                .generate(ask(
                        "tiny",
                        sampling(5).setTopLogprobs(0).putLogitBias(end, 100).build()));

        assertThat(response.getText()).isEmpty();
        assertThat(response.getTokensList()).singleElement().satisfies(token -> {
            assertThat(token.getTokenId()).isEqualTo(end);
            assertThat(token.getText()).startsWith("<|");
            assertThat(token.getBytes().isEmpty()).isTrue();
        });
    }

    @Test
    void overGrpcAStreamCarriesThemWithTheirText() {
        List<TokenLogprob> tokens = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        client.calls()
                .generateStream(ask("tiny", sampling(9).setTopLogprobs(0).build()))
                .forEachRemaining((GenerateChunk chunk) -> {
                    text.append(chunk.getText());
                    tokens.addAll(chunk.getTokensList());
                });

        assertThat(tokens).hasSize(9);
        assertThat(text(tokens)).isEqualTo(text.toString()).isEqualTo("abcdefghi");
    }

    @Test
    void overGrpcPenaltiesAndMinPChooseOtherTokens() {
        int forced = token("#");
        assertThat(client.calls()
                        .generate(ask(
                                "tiny",
                                sampling(60)
                                        .putLogitBias(forced, 100)
                                        .setFrequencyPenalty(2)
                                        .build()))
                        .getText())
                .startsWith("##")
                .isNotEqualTo("#".repeat(60));
        assertThat(client.calls()
                        .generate(ask(
                                "tiny", sampling(8).setTemperature(2).setMinP(1).build()))
                        .getText())
                .isEqualTo("abcdefgh");
    }

    @ParameterizedTest
    @CsvSource({
        "min_p, 2",
        "presence_penalty, -2.5",
        "frequency_penalty, 3",
        "repetition_penalty, 11",
        "logit_bias, 101",
        "top_logprobs, 21"
    })
    void overGrpcWhatIsOutOfRangeIsNamed(String field, float value) throws Exception {
        Sampling.Builder sampling = sampling(1);
        switch (field) {
            case "min_p" -> sampling.setMinP(value);
            case "presence_penalty" -> sampling.setPresencePenalty(value);
            case "frequency_penalty" -> sampling.setFrequencyPenalty(value);
            case "repetition_penalty" -> sampling.setRepetitionPenalty(value);
            case "logit_bias" -> sampling.putLogitBias(5, value);
            default -> sampling.setTopLogprobs((int) value);
        }

        StatusRuntimeException refused = refusal(() -> client.calls().generate(ask("tiny", sampling.build())));

        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(refused.getStatus().getDescription()).startsWith(field + ": expected ");
        assertThat(detail(refused, BadRequest.class)
                        .orElseThrow()
                        .getFieldViolations(0)
                        .getField())
                .isEqualTo(field);
    }

    private static Sampling.Builder sampling(int maxTokens) {
        return Sampling.newBuilder().setMaxTokens(maxTokens);
    }

    private int token(String text) {
        int[] ids = base.require().model().tokenizer().encode(text);
        assertThat(ids).hasSize(1);
        return ids[0];
    }

    private String content(String fields) throws IOException {
        return choice(fields).at("/message/content").asText();
    }

    private JsonNode choice(String fields) throws IOException {
        String answer = given().contentType("application/json")
                .body(body(fields))
                .post("/v1/chat/completions")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        return JSON.readTree(answer).at("/choices/0");
    }

    private static String body(String fields) {
        return "{\"model\": \"tiny\", \"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}]" + fields + "}";
    }

    private static List<String> fields(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static String join(JsonNode tokens) {
        StringBuilder text = new StringBuilder();
        tokens.forEach(token -> text.append(token.path("token").asText()));
        return text.toString();
    }

    private static String text(List<TokenLogprob> tokens) {
        StringBuilder text = new StringBuilder();
        tokens.forEach(token -> text.append(token.getText()));
        return text.toString();
    }

    private static String text(JsonNode bytes) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        bytes.forEach(value -> all.write(value.intValue()));
        return all.toString(StandardCharsets.UTF_8);
    }
}
