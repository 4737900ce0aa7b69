package dev.whetstone.evaluation.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.whetstone.artifacts.sample.BreakableStore;
import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.contracts.dataset.DatasetVersionPublished;
import dev.whetstone.contracts.evaluation.AdapterJudged;
import dev.whetstone.contracts.evaluation.RegressionCleared;
import dev.whetstone.contracts.evaluation.RegressionDetected;
import dev.whetstone.contracts.evaluation.RegressionSamplesProposed;
import dev.whetstone.contracts.evaluation.TuningDecided;
import dev.whetstone.contracts.serving.ServingChanged;
import dev.whetstone.contracts.traffic.FeedbackGiven;
import dev.whetstone.contracts.traffic.OutputSampled;
import dev.whetstone.evaluation.scenario.FakeGateway.Script;
import io.micrometer.core.instrument.MeterRegistry;
import io.restassured.path.json.JsonPath;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

import jakarta.inject.Inject;

@Scenario
class OnlineScenarioTest {
    @Inject
    World world;

    @Inject
    FakeGateway gateway;

    @Inject
    BreakableStore store;

    @Inject
    MeterRegistry metrics;

    @Inject
    PublishedEvents published;

    @ConfigProperty(name = "whetstone.alert.webhook")
    URI webhook;

    @Test
    void regressionRollsBackAlertsAndProposesItsInputs() throws IOException {
        // Given: a promoted adapter, and a spoiled one forced in its place
        String task = World.newTask();
        Digest dataset = justified(task);
        Digest good = promoted(task, dataset);
        Digest spoiled = world.newAdapter().digest();
        long revision = force(task, spoiled);

        // When: it fails five live requests in a row, two of them the same, while the webhook's endpoint is down
        for (int item = 1; item <= 5; item++) {
            world.send(sample(task, spoiled, revision, Math.max(item, 2), "broken"));
        }
        RegressionDetected regression = published.await(RegressionDetected.class, task);

        // Then: alert, rollback, proposal
        assertThat(regression.adapter()).contains(spoiled);
        assertThat(regression.criterion()).isEqualTo("complete");
        assertThat(regression.expected()).isEqualTo(0.05);
        assertThat(regression.failures()).isEqualTo(5);
        assertThat(regression.rolledBackTo()).contains(good);
        ServingChanged back = published.await(ServingChanged.class, task, state -> state.revision() > revision);
        assertThat(back.stable().adapterDigest()).contains(good);
        assertThat(back.previous()).isEmpty();
        RegressionSamplesProposed proposed = published.await(RegressionSamplesProposed.class, task);
        assertThat(proposed.rows()).isEqualTo(4);
        assertThat(proposed.alert()).isEqualTo(regression.alert());
        assertThat(world.openAsDatasetService(proposed.samples()).lines())
                .hasSize(4)
                .allMatch(line -> line.contains("task=" + task) && !line.contains("broken"));
        await().until(() -> metric(task).contains(" 1.0"));
        assertThat(told(task)).singleElement().asString().contains("\"state\":\"open\"");

        // When: a person closes it
        World.post("/v1/alerts/" + regression.alert() + "/closure", Map.of("reason", "seen"))
                .statusCode(200);
        World.post("/v1/alerts/" + regression.alert() + "/closure", Map.of("reason", "again"))
                .statusCode(409);

        // Then: the alert is over
        assertThat(published.await(RegressionCleared.class, task).alert()).isEqualTo(regression.alert());
        await().until(() -> metric(task).contains(" 0.0"));
    }

    @Test
    void samplesThatArriveWhileTheArtifactStoreIsAwayAreGradedWhenItIsBack() {
        // Given
        String task = World.newTask();
        Digest dataset = justified(task);
        promoted(task, dataset);
        Digest spoiled = world.newAdapter().digest();
        long revision = force(task, spoiled);
        double retried = retried();
        store.away(true);

        // When: more deliveries fail than a poisonous one is allowed
        try {
            for (int item = 1; item <= 5; item++) {
                world.send(sample(task, spoiled, revision, item, "broken"));
            }
            await().until(() -> retried() >= retried + 6);
        } finally {
            store.away(false);
        }

        // Then: none of the five was lost
        assertThat(published.await(RegressionDetected.class, task).failures()).isEqualTo(5);
    }

    @Test
    void promotionByVerdictClearsTheAlert() {
        String task = World.newTask();
        Digest dataset = justified(task);
        Digest spoiled = world.newAdapter().digest();
        long revision = force(task, spoiled);
        for (int item = 1; item <= 5; item++) {
            world.send(sample(task, spoiled, revision, item, "broken"));
        }
        RegressionDetected regression = published.await(RegressionDetected.class, task);
        assertThat(regression.rolledBackTo())
                .as("nothing but the base was served before")
                .isEmpty();

        promoted(task, dataset);

        assertThat(published.await(RegressionCleared.class, task).alert()).isEqualTo(regression.alert());
        assertThat(World.get("/v1/tasks/" + task + "/alerts").jsonPath().getString("[0].state"))
                .isEqualTo("closed");
    }

    @Test
    void onlyAnswersOfWhatIsServedNowCount() {
        String task = World.newTask();
        justified(task);
        Digest adapter = world.newAdapter().digest();
        long revision = force(task, adapter);

        world.send(sample(task, adapter, revision - 1, 1, "broken"));
        world.send(sample(task, world.newAdapter().digest(), revision, 2, "broken"));
        world.send(sample(task, adapter, revision, 3, World.reference(3)));
        world.send(sample(task, adapter, revision, 4, "broken"));
        world.send(new FeedbackGiven(new TaskName(task), "request-1", false));
        world.send(new FeedbackGiven(new TaskName(task), "request-1", true));

        await().untilAsserted(() -> {
            JsonPath online = World.get("/v1/tasks/" + task + "/online").jsonPath();
            assertThat(online.getInt("criteria[0].outputs")).isEqualTo(2);
            assertThat(online.getInt("criteria[0].failures")).isEqualTo(1);
            assertThat(online.getInt("feedback.good")).isEqualTo(1);
            assertThat(online.getInt("feedback.bad")).isZero();
        });
    }

    private double retried() {
        return metrics.counter("whetstone.deliveries.retried", "channel", "traffic-samples")
                .count();
    }

    private OutputSampled sample(String task, Digest adapter, long revision, int item, String output) {
        String exchange = "{\"messages\":[{\"role\":\"user\",\"content\":\"" + World.question(task, item)
                + "\"}],\"output\":\"" + output.replace("\"", "\\\"") + "\"}";
        return new OutputSampled(
                new TaskName(task),
                UUID.randomUUID().toString(),
                FakeGateway.BASE,
                Optional.of(adapter),
                revision,
                world.sealToEvalService(exchange),
                10,
                5);
    }

    private Digest justified(String task) {
        gateway.base(task, Script.BAD);
        World.defineEval(task);
        DatasetVersionPublished version = world.version(task, 1, World.ENOUGH_ITEMS, 0);
        world.send(version);
        published.await(TuningDecided.class, task);
        return version.version();
    }

    private Digest promoted(String task, Digest dataset) {
        ArtifactRef adapter = world.newAdapter();
        gateway.adapter(task, adapter.digest(), Script.GOOD);
        world.trained(task, dataset, adapter);
        published.await(AdapterJudged.class, task, judged -> judged.adapter().equals(adapter.digest()));
        return adapter.digest();
    }

    /** The alias's revision from which it is served. */
    private static long force(String task, Digest adapter) {
        long now = World.get("/v1/tasks/" + task + "/alias").jsonPath().getLong("revision");
        return World.post(
                        "/v1/tasks/" + task + "/alias/promotions",
                        Map.of(
                                "adapter",
                                adapter.value(),
                                "expected_revision",
                                now,
                                "reason",
                                "a drill",
                                "force",
                                true))
                .statusCode(200)
                .extract()
                .jsonPath()
                .getLong("revision");
    }

    private static String metric(String task) {
        return World.get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith("whetstone_regression_alert{") && line.contains(task))
                .findFirst()
                .orElse("");
    }

    /** Starts the endpoint, which was down until now; what it is told about this task within a while. */
    private List<String> told(String task) throws IOException {
        List<String> bodies = new CopyOnWriteArrayList<>();
        HttpServer endpoint = HttpServer.create(new InetSocketAddress(webhook.getHost(), webhook.getPort()), 0);
        endpoint.createContext("/alerts", call -> {
            bodies.add(new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            call.sendResponseHeaders(204, -1);
            call.close();
        });
        endpoint.start();
        try {
            await().until(() -> bodies.stream().anyMatch(body -> body.contains(task)));
            return bodies.stream().filter(body -> body.contains(task)).toList();
        } finally {
            endpoint.stop(0);
        }
    }
}
