package dev.whetstone.training.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whetstone.artifacts.ArtifactStore;
import dev.whetstone.artifacts.ArtifactStoreFullException;
import dev.whetstone.artifacts.ContentWriter;
import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.training.AttemptOutcome;
import dev.whetstone.contracts.training.CheckpointSaved;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Splits that are not what their digests say, and a store without room: as the worker meets them, without broker and model. */
class WorkerBadInputTest {

    @TempDir
    Path directory;

    private WorkerUnderTest worker;
    private ArtifactStore store;
    private Path base;
    private ArtifactRef good;

    @BeforeEach
    void storeAGoodSplit() throws IOException {
        worker = new WorkerUnderTest(directory);
        store = worker.store();
        base = Files.createDirectories(directory.resolve("base"));
        Files.writeString(base.resolve("config.json"), "{}");
        good = store.put(WorkerUnderTest.ROW.getBytes(UTF_8));
    }

    @Test
    void aSplitThatIsNotInTheStoreEndsTheRunWithItsDigest() {
        Digest digest = Digest.of("nobody stored this".getBytes(UTF_8));
        ArtifactRef absent = new ArtifactRef(URI.create("artifact:/sha256/" + digest.hex()), digest, 10);

        int exit = worker.attempt(spec(absent, good)).run();

        assertThat(exit).isEqualTo(WorkerExit.FINAL_FAILURE);
        assertThat(worker.lastWord().outcome()).isEqualTo(AttemptOutcome.INVALID_INPUT);
        assertThat(worker.lastWord().message())
                .contains(digest.value())
                .contains("is not in the store")
                .contains("publish the dataset again");
    }

    @Test
    void aSplitWithOtherBytesEndsTheRunWithItsDigest() throws IOException {
        ArtifactRef validation = store.put((WorkerUnderTest.ROW + WorkerUnderTest.ROW).getBytes(UTF_8));
        Path file = directory
                .resolve("artifacts/sha256/")
                .resolve(validation.digest().hex().substring(0, 2))
                .resolve(validation.digest().hex());
        Files.writeString(file, Files.readString(file).replace("Yes", "No!"));

        int exit = worker.attempt(spec(good, validation)).run();

        assertThat(exit).isEqualTo(WorkerExit.FINAL_FAILURE);
        assertThat(worker.lastWord().outcome()).isEqualTo(AttemptOutcome.INVALID_INPUT);
        assertThat(worker.lastWord().message())
                .contains(validation.digest().value())
                .contains("is corrupt")
                .contains("put the original bytes again");
    }

    @Test
    void aSplitThatIsNoChatsEndsTheRunWithItsLine() {
        ArtifactRef broken = store.put((WorkerUnderTest.ROW + "{\"messages\":").getBytes(UTF_8));

        int exit = worker.attempt(spec(broken, good)).run();

        assertThat(exit).isEqualTo(WorkerExit.FINAL_FAILURE);
        assertThat(worker.lastWord().outcome()).isEqualTo(AttemptOutcome.INVALID_DATA);
        assertThat(worker.lastWord().message())
                .contains(broken.digest().value())
                .contains("line 2: ", "end-of-input");
    }

    @Test
    void aCheckpointThatFindsNoRoomIsNotAnnouncedAndTheOneBeforeStaysGood() throws IOException {
        // Given: a checkpoint that found room
        RunSpec spec = spec(good, good);
        Path state = Files.createDirectories(spec.trainerDirectory());
        Files.writeString(state.resolve("state.json"), "step 3");
        worker.reporter(spec, store).checkpointed(3, state);

        // When: the next finds none
        Files.writeString(state.resolve("state.json"), "step 6");
        assertThatThrownBy(() -> worker.reporter(spec, new FullStore(store)).checkpointed(6, state))
                .isInstanceOf(ArtifactStoreFullException.class)
                .hasMessageContaining("no disk space")
                .hasMessageContaining("free some space");

        // Then
        CheckpointSaved announced = (CheckpointSaved) worker.said().getLast();
        assertThat(worker.said()).hasSize(1);
        assertThat(announced.step()).isEqualTo(3);
        store.materialize(announced.checkpoint(), directory.resolve("again"));
        assertThat(directory.resolve("again/state.json")).hasContent("step 3");
    }

    @Test
    void aSpecOfAnotherAttemptIsNotCarriedOut() {
        RunSpec spec = spec(good, good);

        assertThatThrownBy(() -> spec.requireToken("8"))
                .hasMessageContaining("fencing token 7")
                .hasMessageContaining("WHETSTONE_FENCING_TOKEN is 8");
        assertThatCode(() -> spec.requireToken("7")).doesNotThrowAnyException();
        assertThatCode(() -> spec.requireToken(null)).doesNotThrowAnyException();
    }

    private RunSpec spec(ArtifactRef train, ArtifactRef validation) {
        return worker.spec(base, train, validation);
    }

    /** Has everything, and no room for more. */
    private record FullStore(ArtifactStore whole) implements ArtifactStore {

        @Override
        public ArtifactRef write(ContentWriter content, Optional<Digest> expected) {
            throw new ArtifactStoreFullException(
                    "no disk space: could not write; free some space", new IOException("No space left on device"));
        }

        @Override
        public InputStream open(ArtifactRef ref) {
            return whole.open(ref);
        }

        @Override
        public Optional<ArtifactRef> find(Digest digest) {
            return whole.find(digest);
        }
    }
}
