package dev.whetstone.training.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.artifacts.ArtifactStore;
import dev.whetstone.artifacts.DirectoryArtifactStore;
import dev.whetstone.artifacts.StoreSettings;
import dev.whetstone.artifacts.TreeDigest;
import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.Event;
import dev.whetstone.contracts.EventId;
import dev.whetstone.contracts.EventJson;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.contracts.training.AttemptFinished;
import dev.whetstone.contracts.training.AttemptOutcome;
import dev.whetstone.engine.WeightFormat;
import dev.whetstone.engine.sample.TinyModel;
import dev.whetstone.engine.train.LoraRecipe;
import dev.whetstone.messaging.EventPublisher;
import dev.whetstone.messaging.TraceParent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** Which base a worker takes for the one that was decided about. */
class WorkerBaseTest {

    private static final String ROW =
            "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"},{\"role\":\"assistant\",\"content\":\"Yes\"}]}\n";

    @TempDir
    Path directory;

    private final List<Event> said = new ArrayList<>();
    private final EventPublisher events = event -> {
        said.add(event);
        return CompletableFuture.completedFuture(EventId.random());
    };
    private ArtifactStore store;
    private Path model;
    private Digest plain;

    @BeforeEach
    void writeAModel() {
        store = new DirectoryArtifactStore(directory.resolve("artifacts"));
        model = TinyModel.write(directory.resolve("base"));
        plain = TreeDigest.of(model);
    }

    @Test
    void whatWasDecidedAboutTheBaseInInt8IsTrainedBesideItsWeightsAsTheyAre() throws IOException {
        Digest int8 = new Digest(WeightFormat.INT8.identity(plain.value()));

        int exit = attempt(int8).run();

        assertThat(exit).isEqualTo(WorkerExit.FINISHED);
        ArtifactRef stored = lastWord().receipt().orElseThrow();
        JsonNode receipt = EventJson.mapper().readTree(store.read(stored));
        assertThat(receipt.path("base").asText()).isEqualTo(int8.value());
        assertThat(receipt.at("/training/base/digest").asText()).isEqualTo(plain.value());
    }

    @Test
    void whatWasDecidedAboutAnotherBaseIsNotTrained() {
        Digest other = Digest.of(new byte[] {1});

        int exit = attempt(other).run();

        assertThat(exit).isEqualTo(WorkerExit.FINAL_FAILURE);
        assertThat(lastWord().outcome()).isEqualTo(AttemptOutcome.INVALID_INPUT);
        assertThat(lastWord().message())
                .contains("is " + plain)
                .contains("is about " + other)
                .contains("not that base in int8 either");
    }

    private AttemptFinished lastWord() {
        return (AttemptFinished) said.getLast();
    }

    private TrainingAttempt attempt(Digest base) {
        ArtifactRef rows = store.put(ROW.repeat(4).getBytes(UTF_8));
        RunSpec spec = new RunSpec(
                new TaskName("which-base"),
                UUID.randomUUID(),
                UUID.randomUUID(),
                1,
                7,
                model,
                base,
                Digest.of(new byte[] {1}),
                rows,
                rows,
                LoraRecipe.defaults(),
                1,
                Optional.empty(),
                StoreSettings.ofDirectory(directory.resolve("artifacts")),
                directory.resolve("work"),
                "127.0.0.1:1",
                1,
                TraceParent.start());
        return new TrainingAttempt(spec, store, events, new StopSignal());
    }
}
