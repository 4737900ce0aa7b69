package dev.whetstone.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.whetstone.contracts.evaluation.TuningDecision;
import dev.whetstone.local.EmbeddedStack;
import dev.whetstone.messaging.TraceParent;
import dev.whetstone.messaging.TracedWork;
import dev.whetstone.training.launch.RecordingLauncher.FakeWorker;
import dev.whetstone.training.worker.WorkerExit;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A job waits in a trigger's row and in its own, and its worker is another process: what comes of it belongs to the decision's trace. */
@QuarkusTest
@QuarkusTestResource(value = EmbeddedStack.class, initArgs = @ResourceArg(name = "schema", value = "training"))
class TraceTest extends TrainingLoop {

    @Test
    void whatComesOfADecisionBelongsToItsTrace() {
        TraceParent decision = TraceParent.start();
        publish(version(1));
        awaitDataset();

        TracedWork.after(decision).run(() -> publish(decided(1, TuningDecision.JUSTIFIED)));
        FakeWorker worker = worker(0);
        assertThat(worker.spec().trace().trace()).isEqualTo(decision.trace());
        TracedWork.after(worker.spec().trace()).run(() -> finish(worker, 0.2));
        awaitPublished("TrainingSucceeded");

        assertThat(traces("TrainingQueued", "TrainingStarted", "TrainingSucceeded"))
                .containsExactly(decision.trace(), decision.trace(), decision.trace());
    }

    @Test
    void anAttemptAfterALostOneBelongsToTheSameTrace() {
        TraceParent decision = TraceParent.start();
        publish(version(1));
        awaitDataset();

        TracedWork.after(decision).run(() -> publish(decided(1, TuningDecision.JUSTIFIED)));
        worker(0).end(WorkerExit.PREEMPTED);

        assertThat(worker(1).spec().trace()).isEqualTo(worker(0).spec().trace());
        assertThat(traces("TrainingStarted")).containsExactly(decision.trace(), decision.trace());
        finish(worker(1), 0.2);
    }

    @Test
    void theNewestWishGivesTheTraceOfTheJob() {
        recipe(
                "{\"recipe\": {\"rank\": 8}, \"seeds\": [7], \"retraining\": {\"debounce\": \"1s\", \"cooldown\": \"0s\", \"daily_cap\": 5}}");
        TraceParent regression = TraceParent.start();

        justified(1);
        TracedWork.after(regression).run(() -> publish(regression()));

        assertThat(worker(0).spec().trace().trace()).isEqualTo(regression.trace());
        await().untilAsserted(() -> assertThat(published("TrainingQueued")).hasSize(1));
        finish(worker(0), 0.2);
    }

    private List<String> traces(String... types) {
        List<String> traces = new ArrayList<>();
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(
                        "select trace from outbox_event where key = ? and type = any (?) order by sequence")) {
            query.setString(1, task.value());
            Object[] names = List.of(types).stream()
                    .map(type -> "whetstone.training." + type + ".v1")
                    .toArray();
            query.setArray(2, connection.createArrayOf("text", names));
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    traces.add(new TraceParent(rows.getString(1)).trace());
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return traces;
    }
}
