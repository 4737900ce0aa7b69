package dev.whetstone.edge;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Over HTTP: {@link ThingResource} throws whatever can be thrown. */
@QuarkusTest
class EdgeTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{                                              | the body is not JSON (line 1, column",
                "{\"size\":1,\"size\":2}                        | the body is not JSON (line 1, column",
                "{\"size\":1,\"round\":true} {}                 | expected one JSON value and nothing behind it",
                "{\"size\":1,\"round\":true,\"colour\":\"red\"} | /colour: unknown field; expected one of [first_name,",
                "{\"size\":1,\"round\":true,\"firstName\":\"x\"}| /firstName: unknown field",
                "{\"size\":\"1\",\"round\":true}                | /size: expected a whole number",
                "{\"size\":1.5,\"round\":true}                  | /size: expected a whole number",
                "{\"size\":null,\"round\":true}                 | /size: expected a whole number",
                "{\"size\":1}                                   | /round: expected true or false",
                "{\"size\":1,\"round\":\"true\"}                | /round: expected true or false",
                "{\"size\":1,\"round\":true,\"parts\":{}}       | /parts: expected a list",
                "{\"size\":1,\"round\":true,\"parts\":[{\"size\":-3,\"round\":true}]} | /parts/0: size: expected at least 0, but got -3",
                "[]                                             | expected an object",
                "null                                           | the body is missing"
            })
    void aBodyIsRefusedNamingWhatIsWrongWhere(String body, String message) {
        post(body)
                .statusCode(400)
                .body("code", equalTo("request.malformed"))
                .body("message", containsString(message))
                .body("message", not(containsString("dev.whetstone")))
                .body("what_to_do", containsString("/q/openapi"));
    }

    @Test
    void namesAreInSnakeCaseBothWaysAndWhatIsOptionalMayBeAbsent() {
        post("{\"first_name\":\"x\",\"size\":3,\"round\":false}")
                .statusCode(200)
                .body("first_name", equalTo("x"))
                .body("size", equalTo(3));
    }

    @ParameterizedTest
    @CsvSource({
        "unknown,    404, thing.unknown,        Make one.",
        "busy,       503, thing.busy,           Wait.",
        "away,       503, database.unavailable, the database is back",
        "refusing,   500, internal,             report it",
        "bug,        500, internal,             report it",
        "gateway,    500, internal,             report it",
        "unwritable, 500, internal,             report it"
    })
    void whatIsThrownIsAnsweredWithItsCode(String kind, int status, String code, String whatToDo) {
        given().get("/things/" + kind)
                .then()
                .statusCode(status)
                .contentType("application/json")
                .body("code", equalTo(code))
                .body("message", not(containsString("secret")))
                .body("what_to_do", containsString(whatToDo));
    }

    @Test
    void onlyWhatMayWorkLaterSaysWhen() {
        assertThat(given().get("/things/busy").header("Retry-After")).isEqualTo("5");
        assertThat(given().get("/things/away").header("Retry-After")).isEqualTo("5");
        assertThat(given().get("/things/bug").header("Retry-After")).isNull();
    }

    @Test
    void whatTheFrameworkRefusesHasTheSameForm() {
        assertRefused(given().get("/nothing").then(), 404, "not_found");
        assertRefused(given().delete("/things").then(), 405, "method.not_allowed");
        assertRefused(given().accept("text/csv").get("/things/x").then(), 406, "not_acceptable");
        assertRefused(given().contentType("text/csv").body("x").post("/things").then(), 415, "media_type.unsupported");
    }

    @Test
    void aStatusThatIsNoErrorIsLeftAlone() {
        given().get("/things/moved").then().statusCode(304);
        given().get("/things/x").then().statusCode(200).body("kind", equalTo("x"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/things;x=1", "/things/%2e%2e/things", "/things/%2fx", "/q/anything;x", "/nothing/%5c"})
    void anAmbiguousPathIsRefusedBeforeAnythingElse(String path) {
        assertRefused(given().urlEncodingEnabled(false).get(path).then(), 400, "path.refused");
    }

    @Test
    void everyRefusalIsCountedByItsCode() {
        SimpleMeterRegistry counts = new SimpleMeterRegistry();
        Metrics.addRegistry(counts);

        given().get("/things/unknown");
        given().get("/things/unknown");
        given().urlEncodingEnabled(false).get("/things;x");
        given().get("/things/x");

        assertThat(counts.get("whetstone.requests.refused").counters())
                .extracting(counter -> counter.getId().getTag("code") + " " + counter.count())
                .contains("thing.unknown 2.0", "path.refused 1.0");
    }

    private static ValidatableResponse post(String body) {
        return given().contentType("application/json")
                .body(body)
                .post("/things")
                .then();
    }

    private static void assertRefused(ValidatableResponse answer, int status, String code) {
        answer.statusCode(status)
                .contentType("application/json")
                .body("code", equalTo(code))
                .body("message", not(equalTo("")))
                .body("what_to_do", not(equalTo("")));
    }
}
