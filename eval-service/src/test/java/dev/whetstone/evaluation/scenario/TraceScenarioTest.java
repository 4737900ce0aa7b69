package dev.whetstone.evaluation.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.dataset.DatasetVersionPublished;
import dev.whetstone.contracts.evaluation.AdapterJudged;
import dev.whetstone.contracts.evaluation.EvaluationCompleted;
import dev.whetstone.contracts.evaluation.TuningDecided;
import dev.whetstone.contracts.serving.ServingChanged;
import dev.whetstone.evaluation.scenario.FakeGateway.Script;
import dev.whetstone.messaging.TraceParent;
import dev.whetstone.messaging.TracedWork;
import org.junit.jupiter.api.Test;

import java.util.Optional;

import jakarta.inject.Inject;

/** Evaluations wait in rows for a worker: what comes of them belongs to the trace of the event that asked for them. */
@Scenario
class TraceScenarioTest {
    @Inject
    World world;

    @Inject
    FakeGateway gateway;

    @Inject
    PublishedEvents published;

    @Test
    void decisionAndVerdictBelongToTheTracesOfWhatAskedForThem() {
        String task = World.newTask();
        gateway.base(task, Script.BAD);
        World.defineEval(task, World.eval(",\"floor\":0.5")).statusCode(201);
        DatasetVersionPublished version = world.version(task, 1, World.ENOUGH_ITEMS, 0);
        ArtifactRef adapter = world.newAdapter();
        gateway.adapter(task, adapter.digest(), Script.GOOD);
        TraceParent upload = TraceParent.start();
        TraceParent training = TraceParent.start();

        TracedWork.after(upload).run(() -> world.send(version));
        published.await(TuningDecided.class, task);
        TracedWork.after(training).run(() -> world.trained(task, version.version(), adapter));
        published.await(
                ServingChanged.class,
                task,
                state -> state.stable().adapterDigest().equals(Optional.of(adapter.digest())));

        assertThat(published.traces(TuningDecided.class, task)).containsExactly(upload.trace());
        // Of another topic than the change of what is served, and so perhaps later.
        await().untilAsserted(() -> {
            assertThat(published.traces(AdapterJudged.class, task)).containsExactly(training.trace());
            assertThat(published.traces(EvaluationCompleted.class, task))
                    .containsExactly(upload.trace(), training.trace());
        });
        assertThat(published.traces(ServingChanged.class, task))
                .as("the base at first, then the candidate, then stable")
                .containsExactly(upload.trace(), training.trace(), training.trace());
        assertThat(gateway.traces().generating()).contains(upload.trace(), training.trace());
    }
}
