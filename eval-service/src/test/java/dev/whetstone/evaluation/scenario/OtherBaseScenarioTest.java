package dev.whetstone.evaluation.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.dataset.DatasetVersionPublished;
import dev.whetstone.contracts.evaluation.AdapterJudged;
import dev.whetstone.contracts.evaluation.TuningDecided;
import dev.whetstone.contracts.evaluation.Verdict;
import dev.whetstone.contracts.serving.ServingChanged;
import dev.whetstone.evaluation.scenario.FakeGateway.Script;
import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.inject.Inject;

/** A gateway that came back with another base, its own in int8 for one: what was judged over the old one proves nothing over it. */
@Scenario
class OtherBaseScenarioTest {
    private static final Digest OTHER = Digest.of("the base in int8".getBytes(StandardCharsets.UTF_8));

    @Inject
    World world;

    @Inject
    FakeGateway gateway;

    @Inject
    PublishedEvents published;

    private final String task = World.newTask();
    private ArtifactRef adapter;

    /** An adapter that is promoted over the first base. */
    @BeforeEach
    void promoted() {
        gateway.base(task, Script.BAD);
        World.defineEval(task, World.eval(",\"floor\":0.5")).statusCode(201);
        adapter = world.newAdapter();
        gateway.adapter(task, adapter.digest(), Script.GOOD);
        world.trained(task, decided(1, FakeGateway.BASE), adapter);
        assertThat(published.await(AdapterJudged.class, task).verdict()).isEqualTo(Verdict.PROMOTED);
        gateway.serve(OTHER);
    }

    @AfterEach
    void serveTheFirstAgain() {
        gateway.serve(FakeGateway.BASE);
    }

    @Test
    void aVerdictOverOneBasePromotesNothingOverAnother() {
        promote(Optional.empty(), true).statusCode(200).body("stable.base", equalTo(OTHER.value()));

        promote(Optional.of(adapter), false)
                .statusCode(409)
                .body("code", equalTo("promotion.unproven"))
                .body("message", containsString("PROMOTED over base " + FakeGateway.BASE))
                .body("message", containsString("the alias is on base " + OTHER));
    }

    @Test
    void theSameBytesAreJudgedAnewAndServedOverTheBaseTheyWereJudgedOver() {
        Digest dataset = decided(2, OTHER);
        world.trained(task, UUID.randomUUID(), dataset, OTHER, adapter);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(
                                World.get("/v1/tasks/" + task + "/evaluations").asString())
                        .contains("over base " + FakeGateway.BASE, "the gateway serves " + OTHER, "forced promotion"));

        promote(Optional.empty(), true).statusCode(200);
        AdapterJudged judged = published.await(
                AdapterJudged.class, task, verdict -> verdict.dataset().equals(dataset));

        assertThat(judged.verdict()).isEqualTo(Verdict.PROMOTED);
        ServingChanged served = published.await(
                ServingChanged.class,
                task,
                state -> state.stable().base().equals(OTHER)
                        && state.stable().adapter().isPresent());
        assertThat(served.stable().adapterDigest()).contains(adapter.digest());
    }

    /** A dataset version that the gate has found JUSTIFIED over this base. */
    private Digest decided(int number, Digest base) {
        DatasetVersionPublished version = world.version(task, number, World.ENOUGH_ITEMS, 0);
        world.send(version);
        TuningDecided decided = published.await(
                TuningDecided.class, task, decision -> decision.dataset().equals(version.version()));
        assertThat(decided.base()).isEqualTo(base);
        assertThat(decided.justified()).contains("complete");
        return version.version();
    }

    private ValidatableResponse promote(Optional<ArtifactRef> wanted, boolean force) {
        Map<String, Object> body = new HashMap<>();
        wanted.ifPresent(ref -> body.put("adapter", ref.digest().value()));
        body.put(
                "expected_revision",
                World.get("/v1/tasks/" + task + "/alias").jsonPath().getLong("revision"));
        body.put("reason", "the gateway came back with another base");
        body.put("force", force);
        return World.post("/v1/tasks/" + task + "/alias/promotions", body);
    }
}
