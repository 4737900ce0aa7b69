package dev.whetstone.evaluation.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.contracts.dataset.DatasetVersionPublished;
import dev.whetstone.contracts.evaluation.AdapterJudged;
import dev.whetstone.contracts.evaluation.EvaluationCompleted;
import dev.whetstone.contracts.evaluation.TuningDecided;
import dev.whetstone.contracts.evaluation.Verdict;
import dev.whetstone.contracts.serving.AdapterRefused;
import dev.whetstone.contracts.serving.RefusalReason;
import dev.whetstone.contracts.serving.ServingChanged;
import dev.whetstone.evaluation.scenario.FakeGateway.Script;
import io.restassured.path.json.JsonPath;
import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import jakarta.inject.Inject;

@Scenario
class CandidateScenarioTest {
    @Inject
    World world;

    @Inject
    FakeGateway gateway;

    @Inject
    PublishedEvents published;

    @Test
    void betterAdapterIsPromotedAndServed() {
        String task = World.newTask();
        Digest dataset = justified(task, 0);
        ArtifactRef adapter = world.newAdapter();
        gateway.adapter(task, adapter.digest(), Script.GOOD);

        world.trained(task, dataset, adapter);
        AdapterJudged judged = published.await(AdapterJudged.class, task);

        assertThat(judged.verdict()).isEqualTo(Verdict.PROMOTED);
        assertThat(judged.adapter()).isEqualTo(adapter.digest());
        ServingChanged candidate = published.await(
                ServingChanged.class, task, state -> state.candidate().isPresent());
        assertThat(candidate.stable().adapter()).isEmpty();
        ServingChanged stable = published.await(
                ServingChanged.class,
                task,
                state -> state.stable().adapterDigest().equals(Optional.of(adapter.digest())));
        assertThat(stable.revision()).isGreaterThan(candidate.revision());
        assertThat(stable.candidate()).isEmpty();
        assertThat(stable.previous()).isPresent();
        assertThat(published.all(EvaluationCompleted.class, task).getLast().adapter())
                .contains(adapter.digest());
        assertThat(gateway.requestsOf(task)).as("baselines are reused").hasSize(7 * World.ENOUGH_ITEMS);
        JsonPath verdicts = World.get("/v1/tasks/" + task + "/verdicts").jsonPath();
        assertThat(verdicts.getString("[0].verdict")).isEqualTo("PROMOTED");
        assertThat(verdicts.getInt("[0].rates.complete.passes")).isEqualTo(World.ENOUGH_ITEMS);
    }

    @Test
    void adapterOfAHeldEvalIsJudgedHeldServedHeldAndRolledBackToHeld() {
        String task = World.newTask();
        gateway.base(task, Script.BAD);
        Digest dataset = justified(task, 0, World.held());
        ArtifactRef first = world.newAdapter();
        gateway.adapter(task, first.digest(), Script.GOOD);

        world.trained(task, dataset, first);
        assertThat(published.await(AdapterJudged.class, task).verdict()).isEqualTo(Verdict.PROMOTED);

        String schema = gateway.requestsOf(task).getLast().getOutputFormat().getJsonSchema();
        assertThat(gateway.requestsOf(task).stream()
                        .filter(request ->
                                request.getModel().equals(first.digest().value())))
                .hasSize(World.ENOUGH_ITEMS)
                .allMatch(request -> request.getOutputFormat().getJsonSchema().equals(schema));
        ServingChanged promoted = stable(task, first);
        assertThat(promoted.stable().outputSchema())
                .contains(schema)
                .get()
                .asString()
                .contains("\"answer\"");

        ArtifactRef second = world.newAdapter();
        move(task, "promotions", Map.of("adapter", second.digest().value(), "force", true, "reason", "a trial"));
        assertThat(stable(task, second).stable().outputSchema()).contains(schema);
        move(task, "rollbacks", Map.of("reason", "not good"));

        ServingChanged back = published.await(
                ServingChanged.class, task, state -> state.reason().equals("not good"));
        assertThat(back.stable()).isEqualTo(promoted.stable());
    }

    private ServingChanged stable(String task, ArtifactRef adapter) {
        return published.await(
                ServingChanged.class,
                task,
                state -> state.stable().adapterDigest().equals(Optional.of(adapter.digest())));
    }

    private static void move(String task, String how, Map<String, Object> body) {
        Map<String, Object> request = new HashMap<>(body);
        request.put(
                "expected_revision",
                World.get("/v1/tasks/" + task + "/alias").jsonPath().getLong("revision"));
        World.post("/v1/tasks/" + task + "/alias/" + how, request).statusCode(200);
    }

    @Test
    void adapterBelowItsFloorIsRejectedAndNothingMoves() {
        String task = World.newTask();
        Digest dataset = justified(task, 0);
        ArtifactRef adapter = world.newAdapter();
        gateway.adapter(task, adapter.digest(), Script.BAD);

        world.trained(task, dataset, adapter);

        assertThat(published.await(AdapterJudged.class, task).verdict()).isEqualTo(Verdict.REJECTED);
        ServingChanged cleared = published.await(
                ServingChanged.class,
                task,
                state -> state.revision() > 2 && state.candidate().isEmpty());
        assertThat(cleared.stable().adapter()).isEmpty();
    }

    @Test
    void adapterThatBringsAnOldFailureBackIsRejected() {
        String task = World.newTask();
        gateway.base(task, (item, turns) -> item > 1000 ? World.reference(item) : "no");
        Digest dataset = justified(task, 3);
        ArtifactRef adapter = world.newAdapter();
        gateway.adapter(task, adapter.digest(), (item, turns) -> item == 1002 ? "no" : World.reference(item));

        world.trained(task, dataset, adapter);

        AdapterJudged judged = published.await(AdapterJudged.class, task);
        assertThat(judged.verdict()).isEqualTo(Verdict.REJECTED);
        assertThat(world.read(judged.report())).contains("\"coming_back\":[\"r1002\"]");
    }

    @Test
    void adapterThatTheGatewayRefusesIsRejectedWithItsReason() {
        String task = World.newTask();
        Digest dataset = justified(task, 0);
        ArtifactRef adapter = world.newAdapter();
        world.trained(task, dataset, adapter);
        ServingChanged candidate = published.await(
                ServingChanged.class, task, state -> state.candidate().isPresent());

        world.send(new AdapterRefused(
                new TaskName(task),
                "gateway-1",
                adapter.digest(),
                candidate.revision(),
                RefusalReason.NO_EFFECT,
                "it changes nothing"));

        AdapterJudged judged = published.await(AdapterJudged.class, task);
        assertThat(judged.verdict()).isEqualTo(Verdict.REJECTED);
        assertThat(judged.reasons().getFirst()).contains("NO_EFFECT").contains("it changes nothing");
        published.await(
                ServingChanged.class,
                task,
                state -> state.revision() > candidate.revision()
                        && state.candidate().isEmpty());
    }

    @Test
    void gatewayIsAskedWhenItsEventsDoNotCome() {
        String task = World.newTask();
        Digest dataset = justified(task, 0);
        ArtifactRef adapter = world.newAdapter();
        world.trained(task, dataset, adapter);
        published.await(ServingChanged.class, task, state -> state.candidate().isPresent());

        gateway.refuses(adapter.digest(), "rank 64 is more than 32");

        assertThat(published.await(AdapterJudged.class, task).reasons().getFirst())
                .contains("rank 64");
    }

    @Test
    void secondCandidateWaitsForTheFirstAndIsComparedWithIt() {
        String task = World.newTask();
        Digest dataset = justified(task, 0);
        ArtifactRef first = world.newAdapter();
        ArtifactRef second = world.newAdapter();
        world.trained(task, dataset, first);
        published.await(ServingChanged.class, task, state -> state.candidate().isPresent());
        gateway.adapter(task, second.digest(), Script.GOOD);
        world.trained(task, dataset, second);
        gateway.adapter(task, first.digest(), Script.GOOD);

        AdapterJudged judged =
                published.await(AdapterJudged.class, task, one -> one.adapter().equals(second.digest()));

        assertThat(judged.verdict()).as("equal to what is served").isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(published.all(AdapterJudged.class, task).getFirst().adapter())
                .isEqualTo(first.digest());
        assertThat(World.get("/v1/tasks/" + task + "/alias").jsonPath().getString("stable.adapter"))
                .isEqualTo(first.digest().value());
    }

    /** A task whose gate decided JUSTIFIED; its dataset version. */
    private Digest justified(String task, int regression) {
        if (regression == 0) {
            gateway.base(task, Script.BAD);
        }
        return justified(task, regression, World.eval(",\"floor\":0.5"));
    }

    private Digest justified(String task, int regression, String eval) {
        World.defineEval(task, eval).statusCode(201);
        DatasetVersionPublished version = world.version(task, 1, World.ENOUGH_ITEMS, regression);
        world.send(version);
        assertThat(published.await(TuningDecided.class, task).justified()).contains("complete");
        return version.version();
    }
}
