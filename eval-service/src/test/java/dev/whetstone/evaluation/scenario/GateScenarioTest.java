package dev.whetstone.evaluation.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;

import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.dataset.DatasetVersionPublished;
import dev.whetstone.contracts.dataset.Split;
import dev.whetstone.contracts.dataset.SplitName;
import dev.whetstone.contracts.evaluation.EvaluationCompleted;
import dev.whetstone.contracts.evaluation.TuningDecided;
import dev.whetstone.contracts.evaluation.TuningDecision;
import dev.whetstone.contracts.serving.ServingChanged;
import dev.whetstone.evaluation.scenario.FakeGateway.Script;
import io.restassured.path.json.JsonPath;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import jakarta.inject.Inject;

@Scenario
class GateScenarioTest {
    @Inject
    World world;

    @Inject
    FakeGateway gateway;

    @Inject
    PublishedEvents published;

    @Test
    void baseThatMissesEveryTargetJustifiesTuning() {
        String task = World.newTask();
        gateway.base(task, Script.BAD);
        World.defineEval(task);
        DatasetVersionPublished version = world.version(task, 1, World.ENOUGH_ITEMS, 0);

        world.send(version);
        TuningDecided decided = published.await(TuningDecided.class, task);

        assertThat(decided.outcome()).isEqualTo(TuningDecision.JUSTIFIED);
        assertThat(decided.justified()).containsExactly("complete");
        assertThat(decided.dataset()).isEqualTo(version.version());
        assertThat(decided.base()).isEqualTo(FakeGateway.BASE);
        EvaluationCompleted completed = published.await(EvaluationCompleted.class, task);
        assertThat(completed.adapter()).isEmpty();
        assertThat(completed.scores())
                .hasSize(12)
                .allSatisfy(score -> assertThat(score.passRate()).isZero());
        assertThat(gateway.requestsOf(task))
                .hasSize(6 * World.ENOUGH_ITEMS)
                .allMatch(request -> request.getEvaluation());
    }

    @Test
    void promptThatMeetsTheTargetSuffices() {
        String task = World.newTask();
        gateway.base(task, Script.GOOD);
        World.defineEval(task);

        world.send(world.version(task, 1, World.ENOUGH_ITEMS, 0));

        assertThat(published.await(TuningDecided.class, task).outcome()).isEqualTo(TuningDecision.PROMPT_SUFFICES);
    }

    @Test
    void shotsThatMeetTheTargetSuffice() {
        String task = World.newTask();
        gateway.base(task, (item, turns) -> turns > 2 ? World.reference(item) : "no");
        World.defineEval(task);

        world.send(world.version(task, 1, World.ENOUGH_ITEMS, 0));

        assertThat(published.await(TuningDecided.class, task).outcome()).isEqualTo(TuningDecision.FEW_SHOT_SUFFICES);
    }

    @Test
    void schemaThatTheOutputIsHeldToSufficesBeforeShotsAreLookedAt() {
        String task = World.newTask();
        gateway.base(task, (item, turns) -> turns > 2 ? World.reference(item) : "no");
        gateway.heldBase(task, Script.GOOD);
        World.defineEval(task, World.eval("")).statusCode(201).body("$", not(hasKey("prompt_schema_left_out")));

        world.send(world.version(task, 1, World.ENOUGH_ITEMS, 0));

        TuningDecided decided = published.await(TuningDecided.class, task);
        assertThat(decided.outcome()).isEqualTo(TuningDecision.SCHEMA_SUFFICES);
        assertThat(decided.justified()).isEmpty();
        assertThat(gateway.requestsOf(task).stream()
                        .filter(request -> request.hasOutputFormat())
                        .toList())
                .hasSize(2 * World.ENOUGH_ITEMS)
                .allSatisfy(request -> assertThat(request.getOutputFormat().getJsonSchema())
                        .startsWith("{\"type\":\"object\",\"properties\""));
    }

    @Test
    void heldOutputThatMeetsTheTargetStandsInTheWayOfTuning() {
        String task = World.newTask();
        gateway.base(task, Script.BAD);
        gateway.heldBase(task, Script.failingEvery(10));
        World.defineEval(task);

        world.send(world.version(task, 1, World.ENOUGH_ITEMS, 0));

        assertThat(published.await(TuningDecided.class, task).outcome()).isEqualTo(TuningDecision.INCONCLUSIVE);
    }

    @Test
    void schemaThatOutputCannotBeHeldToLeavesTheArmOutAndSaysWhy() {
        String task = World.newTask();
        gateway.base(task, Script.BAD);
        World.defineEval(task, withPattern(World.eval("")))
                .statusCode(201)
                .body("prompt_schema_left_out", containsString("keyword pattern"));

        world.send(world.version(task, 1, World.ENOUGH_ITEMS, 0));

        TuningDecided decided = published.await(TuningDecided.class, task);
        assertThat(decided.outcome()).isEqualTo(TuningDecision.JUSTIFIED);
        assertThat(decided.reason())
                .contains("Prompt + schema was left out")
                .contains("keyword pattern")
                .doesNotContain("held to the schema");
        assertThat(gateway.requestsOf(task)).hasSize(4 * World.ENOUGH_ITEMS);
        assertThat(world.read(decided.report())).contains("prompt_schema_left_out");
    }

    @Test
    void evalToBeServedUnderASchemaThatCannotBeHeldIsRefusedByTheKeywordsName() {
        String task = World.newTask();

        World.defineEval(task, withPattern(World.held()))
                .statusCode(422)
                .body("code", equalTo("eval.invalid"))
                .body("message", containsString("serving.held_to_schema"))
                .body("message", containsString("#/properties/answer/pattern: the keyword pattern is not supported"))
                .body("what_to_do", containsString("Change the schema there"));
        World.get("/v1/tasks/" + task + "/eval").then().statusCode(404);
    }

    @Test
    void suchAnEvalPutWhileNoGatewayCouldSayFailsBeforeAnythingIsGenerated() {
        String task = World.newTask();
        gateway.base(task, Script.BAD);
        gateway.stop();
        World.defineEval(task, withPattern(World.held())).statusCode(201);
        gateway.start();

        world.send(world.version(task, 1, World.ENOUGH_ITEMS, 0));

        await().atMost(Duration.ofSeconds(20)).until(() -> states(task).contains("failed"));
        assertThat(World.get("/v1/tasks/" + task + "/evaluations").jsonPath().getString("[0].problem"))
                .contains("serving.held_to_schema")
                .contains("keyword pattern");
        assertThat(gateway.requestsOf(task)).isEmpty();
    }

    private static String withPattern(String eval) {
        return eval.replace("{\"type\":\"string\"}", "{\"type\":\"string\",\"pattern\":\"^[0-9]+$\"}");
    }

    @Test
    void smallDifferenceIsInconclusiveAndSaysSo() {
        String task = World.newTask();
        gateway.base(task, Script.failingEvery(10));
        World.defineEval(task);

        world.send(world.version(task, 1, World.ENOUGH_ITEMS, 0));

        TuningDecided decided = published.await(TuningDecided.class, task);
        assertThat(decided.outcome()).isEqualTo(TuningDecision.INCONCLUSIVE);
        assertThat(decided.justified()).isEmpty();
        assertThat(decided.reason()).isNotBlank();
    }

    @Test
    void evalDefinedAfterTheDataIsRunOnTheNewestVersion() {
        String task = World.newTask();
        gateway.base(task, Script.BAD);
        world.send(world.version(task, 1, 5, 0));
        DatasetVersionPublished newest = world.version(task, 2, World.ENOUGH_ITEMS, 0);
        world.send(newest);

        await().until(() -> World.defineEval(task, World.eval("")).extract().statusCode() < 300
                && !World.get("/v1/tasks/" + task + "/evaluations")
                        .jsonPath()
                        .getList("id")
                        .isEmpty());

        await().untilAsserted(() -> assertThat(published.all(TuningDecided.class, task))
                .extracting(TuningDecided::dataset)
                .contains(newest.version()));
    }

    @Test
    void sameVersionTwiceAndSameEvalAgainDecideOnce() {
        String task = World.newTask();
        gateway.base(task, Script.BAD);
        World.defineEval(task);
        DatasetVersionPublished version = world.version(task, 1, World.ENOUGH_ITEMS, 0);
        world.send(version);
        published.await(TuningDecided.class, task);

        world.send(version);
        World.defineEval(task, World.eval("")).statusCode(200);
        DatasetVersionPublished next = world.version(task, 2, World.ENOUGH_ITEMS, 0);
        world.send(next);
        published.await(TuningDecided.class, task, decided -> decided.dataset().equals(next.version()));

        assertThat(published.all(TuningDecided.class, task)).hasSize(2);
        assertThat(gateway.requestsOf(task))
                .as("answers of equal items are reused")
                .hasSize(6 * World.ENOUGH_ITEMS);
    }

    @Test
    void aRequestedEvaluationOfTheSameBaseIsSupersededAndDecidesNothing() {
        String task = World.newTask();
        gateway.base(task, Script.BAD);
        World.defineEval(task);
        world.send(world.version(task, 1, World.ENOUGH_ITEMS, 0));
        published.await(TuningDecided.class, task);

        String id = World.post("/v1/tasks/" + task + "/evaluations", Map.of())
                .statusCode(202)
                .extract()
                .path("id");

        await().until(() -> World.get("/v1/evaluations/" + id).path("state").equals("superseded"));
        assertThat(published.all(TuningDecided.class, task)).hasSize(1);
    }

    @Test
    void outputThatCannotBeGradedGivesNoDecision() {
        String task = World.newTask();
        gateway.base(task, Script.GOOD);
        String eval = World.eval("").replace("\"grader\":\"exact\"", "\"grader\":\"missed_risks\"");
        World.defineEval(task, eval).statusCode(201);
        String unusable = "{\"id\":\"x\",\"messages\":[{\"role\":\"user\",\"content\":\"" + World.question(task, 1)
                + "\"},{\"role\":\"assistant\",\"content\":\"not json\"}]}\n";

        world.send(world.version(task, 1, unusable, 1, 0));

        await().atMost(Duration.ofSeconds(20)).until(() -> states(task).contains("failed"));
        JsonPath evaluation = World.get("/v1/tasks/" + task + "/evaluations").jsonPath();
        assertThat(evaluation.getString("[0].problem")).contains("missed_risks").contains("3 attempts");
        assertThat(evaluation.<Object>get("[0].summary")).isNull();
        assertThat(published.all(TuningDecided.class, task)).isEmpty();
    }

    @Test
    void splitWithAnotherNumberOfRowsThanPublishedFailsWithTheReason() {
        String task = World.newTask();
        gateway.base(task, Script.GOOD);
        World.defineEval(task);

        world.send(world.version(task, 1, "", 3, 0));

        await().atMost(Duration.ofSeconds(20)).until(() -> states(task).contains("failed"));
        assertThat(World.get("/v1/tasks/" + task + "/evaluations").jsonPath().getString("[0].problem"))
                .contains("3 rows");
        String failed = World.get("/v1/tasks/" + task + "/evaluations").path("[0].id");
        World.post("/v1/evaluations/" + failed + "/retries", Map.of()).statusCode(202);
        await().until(() -> states(task).equals(List.of("failed", "failed")));
    }

    @Test
    void splitWhoseArtifactIsMissingFailsAndNamesItsDigest() {
        String task = World.newTask();
        gateway.base(task, Script.GOOD);
        World.defineEval(task);
        DatasetVersionPublished stored = world.version(task, 1, 3, 0);
        ArtifactRef gone = new ArtifactRef(URI.create("artifact:/sha256/gone"), Digest.of(task.getBytes()), 3);
        List<Split> splits = new ArrayList<>(stored.splits());
        splits.set(SplitName.TEST.ordinal(), new Split(SplitName.TEST, gone, 3));

        world.send(new DatasetVersionPublished(stored.task(), stored.version(), 1, splits, stored.report()));

        await().atMost(Duration.ofSeconds(20)).until(() -> states(task).contains("failed"));
        assertThat(World.get("/v1/tasks/" + task + "/evaluations").jsonPath().getString("[0].problem"))
                .contains(gone.digest().hex());
    }

    @Test
    void splitWhoseBytesWereChangedFailsNamesItsDigestAndTheNextVersionIsJudged() throws IOException {
        String task = World.newTask();
        gateway.base(task, Script.BAD);
        World.defineEval(task);
        DatasetVersionPublished changed = world.version(task, 1, 3, 0);
        Digest test = changed.split(SplitName.TEST).artifact().digest();
        world.changeAByteOf(test);

        world.send(changed);
        await().atMost(Duration.ofSeconds(20)).until(() -> states(task).contains("failed"));
        String problem =
                World.get("/v1/tasks/" + task + "/evaluations").jsonPath().getString("[0].problem");
        world.send(world.version(task, 2, World.ENOUGH_ITEMS, 0));

        assertThat(problem).contains(test.hex()).contains("is corrupt").contains("put the original bytes again");
        assertThat(published.await(TuningDecided.class, task).outcome()).isEqualTo(TuningDecision.JUSTIFIED);
    }

    @Test
    void resultIsShownWithPowerScoresItemsAndTheFirstAlias() {
        String task = World.newTask();
        gateway.base(task, Script.BAD);
        World.defineEval(task);
        world.send(world.version(task, 1, World.ENOUGH_ITEMS, 0));
        TuningDecided decided = published.await(TuningDecided.class, task);
        String id =
                published.await(EvaluationCompleted.class, task).evaluation().toString();

        JsonPath view = World.get("/v1/evaluations/" + id)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();

        assertThat(view.getString("state")).isEqualTo("completed");
        assertThat(view.getInt("progress.finished")).isEqualTo(6 * World.ENOUGH_ITEMS);
        assertThat(view.getInt("power.items")).isEqualTo(World.ENOUGH_ITEMS);
        assertThat(view.getList("power.sentences")).isNotEmpty();
        assertThat(view.getList("summary.arms")).hasSize(6);
        assertThat(view.getString("summary.decision.outcome")).isEqualTo("JUSTIFIED");
        JsonPath report = World.get("/v1/evaluations/" + id + "/report")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        assertThat(report.getList("items")).hasSize(World.ENOUGH_ITEMS);
        assertThat(report.getString("runs[0].items[0].outputs[0].text")).contains("I had rather");
        assertThat(world.read(decided.report())).contains("JUSTIFIED").doesNotContain("item=1");
        assertThat(World.get("/v1/tasks/" + task + "/decisions").jsonPath().getString("[0].outcome"))
                .isEqualTo("JUSTIFIED");
        ServingChanged state = published.await(ServingChanged.class, task);
        assertThat(state.revision()).isEqualTo(1);
        assertThat(state.stable().adapter()).isEmpty();
    }

    private static List<String> states(String task) {
        return World.get("/v1/tasks/" + task + "/evaluations").jsonPath().getList("state");
    }
}
