package dev.whetstone.training;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.contracts.evaluation.TuningDecision;
import dev.whetstone.local.EmbeddedStack;
import dev.whetstone.training.worker.RunSpec;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.UUID;

/** From events to events, on a real broker and database. */
@QuarkusTest
@QuarkusTestResource(value = EmbeddedStack.class, initArgs = @ResourceArg(name = "schema", value = "training"))
class TrainingLoopTest extends TrainingLoop {

    @Test
    void aJustifiedDecisionStartsAWorkerOnTrainAndValidationOnly() {
        justified(1);

        RunSpec spec = worker(0).spec();
        assertThat(spec.train().digest()).isEqualTo(digest("train"));
        assertThat(spec.validation().digest()).isEqualTo(digest("validation"));
        assertThat(spec.base()).isEqualTo(BASE);
        assertThat(spec.seed()).isEqualTo(7);
        assertThat(spec.recipe().lora().rank()).isEqualTo(8);
        assertThat(published("TrainingQueued"))
                .singleElement()
                .satisfies(queued -> assertThat(queued.path("trigger").asText()).isEqualTo("DECISION"));
        finish(worker(0), 0.1);
    }

    @Test
    void aFinishedAttemptBecomesACandidate() {
        justified(1);

        finish(worker(0), 0.25);

        JsonNode succeeded = awaitPublished("TrainingSucceeded").getFirst();
        assertThat(succeeded.path("adapter").path("digest").asText())
                .isEqualTo(digest("adapter").value());
        assertThat(succeeded.path("validationLoss").asDouble()).isEqualTo(0.25);
        assertThat(job().path("status").asText()).isEqualTo("SUCCEEDED");
    }

    @Test
    void theRunWithTheLowestValidationLossIsTheCandidate() {
        recipe(
                "{\"recipe\": {\"rank\": 8}, \"seeds\": [1, 2], \"retraining\": {\"debounce\": \"0s\", \"cooldown\": \"0s\", \"daily_cap\": 5}}");
        justified(1);

        finish(worker(0), 0.5);
        finish(worker(1), 0.4);

        assertThat(awaitPublished("TrainingSucceeded").getFirst().path("run").asText())
                .isEqualTo(worker(1).spec().run().toString());
    }

    @Test
    void withoutEvidenceAJobIsRefusedAndTheRefusalIsAnnounced() {
        publish(version(1));
        awaitDataset();

        given().contentType("application/json")
                .body("{}")
                .post("/v1/tasks/" + task + "/jobs")
                .then()
                .statusCode(409)
                .body("code", equalTo("evidence.missing"))
                .body("message", containsString("tuning decision"));

        assertThat(awaitPublished("TrainingRefused").getFirst().path("missing").asText())
                .contains("tuning decision");
        assertThat(launcher.of(task.value())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "JUSTIFIED")
    void aDecisionAgainstTuningIsNoEvidenceAndStartsNothing(TuningDecision outcome) {
        publish(version(1));
        publish(decided(1, outcome));
        awaitDataset();

        await().untilAsserted(() -> given().contentType("application/json")
                .body("{}")
                .post("/v1/tasks/" + task + "/jobs")
                .then()
                .statusCode(409)
                .body("message", containsString(outcome.name())));
        assertThat(published("TrainingQueued")).isEmpty();
        assertThat(launcher.of(task.value())).isEmpty();
    }

    @Test
    void aRegressionTrainsTheSameDataAgainWithAnotherSeed() {
        justified(1);
        finish(worker(0), 0.1);
        awaitPublished("TrainingSucceeded");

        publish(regression());

        assertThat(worker(1).spec().seed()).isEqualTo(1007);
        assertThat(job().path("trigger").asText()).isEqualTo("regression");
        finish(worker(1), 0.1);
    }

    @Test
    void aSecondDecisionOnTheSameTrainSplitStartsNothing() {
        justified(1);
        finish(worker(0), 0.1);
        awaitPublished("TrainingSucceeded");

        publish(version(2));
        publish(decided(2, TuningDecision.JUSTIFIED));
        publish(regression());

        // The regression comes after the decision on the same key: once its worker runs, the decision has been dealt
        // with.
        finish(worker(1), 0.1);
        await().untilAsserted(() -> assertThat(awaitPublished("TrainingQueued")).hasSize(2));
        assertThat(launcher.of(task.value())).hasSize(2);
    }

    @Test
    void anEventDeliveredTwiceQueuesOneJob() {
        justified(1);
        worker(0);
        publish(decided(1, TuningDecision.JUSTIFIED));

        finish(worker(0), 0.1);
        awaitPublished("TrainingSucceeded");
        assertThat(published("TrainingQueued")).hasSize(1);
    }

    @Test
    void aBadRecipeIsRefusedByName() {
        given().contentType("application/json")
                .body("{\"recipe\": {\"rnak\": 8}}")
                .put("/v1/tasks/" + task + "/recipe")
                .then()
                .statusCode(400)
                .body("code", equalTo("request.malformed"))
                .body("message", containsString("recipe.rnak"));
    }

    @Test
    void aRequestThatCannotBeReadIsAnsweredLikeInEveryService() {
        given().urlEncodingEnabled(false)
                .get("/v1/jobs;x")
                .then()
                .statusCode(400)
                .body("code", equalTo("path.refused"));
        given().get("/v1/tasks/Bad_Name/jobs").then().statusCode(400).body("code", equalTo("request.malformed"));
        given().contentType("application/json")
                .body("{\"seed\": [1]}")
                .post("/v1/tasks/" + task + "/jobs")
                .then()
                .statusCode(400)
                .body("code", equalTo("request.malformed"))
                .body("message", containsString("/seed: unknown field"));
        given().contentType("application/json")
                .put("/v1/tasks/" + task + "/recipe")
                .then()
                .statusCode(400)
                .body("message", containsString("body is missing"));
        given().get("/v1/jobs/" + UUID.randomUUID()).then().statusCode(404).body("code", equalTo("job.unknown"));
    }
}
