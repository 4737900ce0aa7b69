package dev.whetstone.training.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.artifacts.TreeDigest;
import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.EventJson;
import dev.whetstone.contracts.training.AttemptOutcome;
import dev.whetstone.engine.WeightFormat;
import dev.whetstone.engine.sample.TinyModel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;

/** Which base a worker takes for the one that was decided about. */
class WorkerBaseTest {

    @TempDir
    Path directory;

    private WorkerUnderTest worker;
    private Path model;
    private Digest plain;

    @BeforeEach
    void writeAModel() {
        worker = new WorkerUnderTest(directory);
        model = TinyModel.write(directory.resolve("base"));
        plain = TreeDigest.of(model);
    }

    @Test
    void whatWasDecidedAboutTheBaseInInt8IsTrainedBesideItsWeightsAsTheyAre() throws IOException {
        Digest int8 = new Digest(WeightFormat.INT8.identity(plain.value()));

        int exit = attempt(int8).run();

        assertThat(exit).isEqualTo(WorkerExit.FINISHED);
        ArtifactRef stored = worker.lastWord().receipt().orElseThrow();
        JsonNode receipt = EventJson.mapper().readTree(worker.store().read(stored));
        assertThat(receipt.path("base").asText()).isEqualTo(int8.value());
        assertThat(receipt.at("/training/base/digest").asText()).isEqualTo(plain.value());
    }

    @Test
    void whatWasDecidedAboutAnotherBaseIsNotTrained() {
        Digest other = Digest.of(new byte[] {1});

        int exit = attempt(other).run();

        assertThat(exit).isEqualTo(WorkerExit.FINAL_FAILURE);
        assertThat(worker.lastWord().outcome()).isEqualTo(AttemptOutcome.INVALID_INPUT);
        assertThat(worker.lastWord().message())
                .contains("is " + plain)
                .contains("is about " + other)
                .contains("not that base in int8 either");
    }

    private TrainingAttempt attempt(Digest base) {
        ArtifactRef rows = worker.store().put(WorkerUnderTest.ROW.repeat(4).getBytes(UTF_8));
        return worker.attempt(worker.spec(model, base, rows, rows));
    }
}
