package dev.whetstone.evaluation.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.serving.ServingChanged;
import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import jakarta.inject.Inject;

@Scenario
class AliasScenarioTest {
    @Inject
    World world;

    @Inject
    FakeGateway gateway;

    @Inject
    PublishedEvents published;

    @Test
    void forcedPromotionNeedsAReasonAndStaysOnRecord() {
        String task = World.newTask();
        gateway.start();
        Digest adapter = world.newAdapter().digest();

        promote(task, adapter, 1, "", true).statusCode(422).body("code", equalTo("reason.missing"));
        promote(task, adapter, 1, "the demo wants it", true)
                .statusCode(200)
                .body("stable.adapter", equalTo(adapter.value()))
                .body("previous.adapter", nullValue());

        List<Map<String, Object>> history =
                World.get("/v1/tasks/" + task + "/alias/history").jsonPath().getList("");
        assertThat(history.getFirst()).containsEntry("action", "forced").containsEntry("reason", "the demo wants it");
        assertThat(history.getLast()).containsEntry("action", "established");
        published.await(ServingChanged.class, task, state -> state.reason().equals("the demo wants it"));
    }

    @Test
    void promotionWithoutAVerdictIsRefusedAndSaysWhatIsMissing() {
        String task = World.newTask();
        Digest adapter = world.newAdapter().digest();
        long revision = forced(task);

        promote(task, adapter, revision, "please", false)
                .statusCode(409)
                .body("code", equalTo("promotion.unproven"))
                .body("message", containsString("no verdict"))
                .body("what_to_do", containsString("PROMOTED"));
    }

    @Test
    void changeOfAnAliasThatMovedMeanwhileIsRefused() {
        String task = World.newTask();
        long revision = forced(task);

        promote(task, world.newAdapter().digest(), revision - 1, "late", true)
                .statusCode(409)
                .body("code", equalTo("alias.moved"))
                .body("message", containsString("revision " + revision));
        World.post("/v1/tasks/" + task + "/alias/rollbacks", Map.of("reason", "no revision named"))
                .statusCode(400);
    }

    @Test
    void adapterThatIsNotInTheStoreIsNotServed() {
        String task = World.newTask();

        promote(task, Digest.of(new byte[] {7}), 1, "why not", true)
                .statusCode(404)
                .body("code", equalTo("adapter.missing"));
    }

    @Test
    void rollbackServesWhatWasServedBefore() {
        String task = World.newTask();
        long revision = forced(task);
        String first = World.get("/v1/tasks/" + task + "/alias").path("stable.adapter");
        promote(task, world.newAdapter().digest(), revision, "another", true).statusCode(200);

        World.post(
                        "/v1/tasks/" + task + "/alias/rollbacks",
                        Map.of("expected_revision", revision + 1, "reason", "not good"))
                .statusCode(200)
                .body("stable.adapter", equalTo(first))
                .body("previous", nullValue());
    }

    @Test
    void wrongPathsAndBodiesAreAnsweredWithWhatToDo() {
        World.get("/v1/tasks/Bad_Name/alias").then().statusCode(400).body("code", equalTo("request.malformed"));
        World.get("/v1/tasks/nobody/alias").then().statusCode(404).body("code", equalTo("alias.unknown"));
        World.get("/v1/evaluations/nonsense").then().statusCode(400);
        World.get("/v1/tasks/x;y=1/alias").then().statusCode(400).body("code", equalTo("path.refused"));
        World.get("/v1/nothing").then().statusCode(404).body("code", equalTo("not_found"));
        World.defineEval("some-task", "{\"prompts\":[]}").statusCode(422).body("code", equalTo("eval.invalid"));
        World.defineEval("some-task", "{\"prompts\":").statusCode(400).body("code", equalTo("request.malformed"));
        World.defineEval("some-task", World.eval("").replace("0.9", "1.9"))
                .statusCode(422)
                .body("message", containsString("target"));
        World.get("/q/openapi").then().statusCode(200).body(containsString("/v1/tasks/{task}/alias/promotions"));
        World.get("/q/health").then().statusCode(200);
    }

    @Test
    void whatAChangeOfAnAliasDoesNotKnowIsRefusedByName() {
        String promotions = "/v1/tasks/" + World.newTask() + "/alias/promotions";

        World.post(promotions, Map.of("reason", "a typo", "forced", true))
                .statusCode(400)
                .body("code", equalTo("request.malformed"))
                .body("message", containsString("/forced: unknown field"));
        World.post(promotions, Map.of("reason", "a string", "expected_revision", "1"))
                .statusCode(400)
                .body("message", containsString("/expected_revision: expected a whole number"));
        World.post(promotions, Map.of("reason", "no force")).statusCode(404).body("code", equalTo("alias.unknown"));
    }

    private long forced(String task) {
        return promote(task, world.newAdapter().digest(), 1, "a start", true)
                .statusCode(200)
                .extract()
                .jsonPath()
                .getLong("revision");
    }

    private static ValidatableResponse promote(
            String task, Digest adapter, long revision, String reason, boolean force) {
        Map<String, Object> body = new HashMap<>();
        body.put("adapter", adapter.value());
        body.put("expected_revision", revision);
        body.put("reason", reason);
        body.put("force", force);
        return World.post("/v1/tasks/" + task + "/alias/promotions", body);
    }
}
