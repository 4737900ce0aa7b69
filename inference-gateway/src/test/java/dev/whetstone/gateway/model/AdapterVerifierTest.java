package dev.whetstone.gateway.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.whetstone.artifacts.ArtifactStore;
import dev.whetstone.artifacts.ArtifactStoreFullException;
import dev.whetstone.artifacts.ContentWriter;
import dev.whetstone.artifacts.DirectoryArtifactStore;
import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.serving.RefusalReason;
import dev.whetstone.contracts.serving.ServedModel;
import dev.whetstone.engine.adapter.LoraPlace;
import dev.whetstone.engine.adapter.LoraSettings;
import dev.whetstone.engine.adapter.PeftConfig;
import dev.whetstone.engine.adapter.PeftWriter;
import dev.whetstone.engine.adapter.TargetModules;
import dev.whetstone.engine.family.ModelFamilies;
import dev.whetstone.engine.format.ModelConfig;
import dev.whetstone.gateway.GatewayFixture;
import dev.whetstone.gateway.tiny.TinyAdapter;
import dev.whetstone.gateway.tiny.TinyLlama;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

import jakarta.inject.Inject;

/** What may never answer under an adapter's name, and what this machine's trouble is and is tried again. */
@QuarkusTest
@QuarkusTestResource(GatewayFixture.class)
class AdapterVerifierTest {

    @Inject
    BaseModel loading;

    @TempDir
    Path directory;

    private LoadedBase base;
    private ArtifactStore store;

    @BeforeEach
    void waitForTheBase() {
        await().atMost(Duration.ofSeconds(30)).until(() -> loading.find().isPresent());
        base = loading.require();
        store = new DirectoryArtifactStore(directory.resolve("store"));
    }

    /** Rows of a batch share the base's own output, which this one scales. */
    @Test
    void anAdapterThatCannotShareABatchIsRefused() throws IOException {
        ModelConfig shape = base.model().config();
        LoraSettings settings = new LoraSettings(1, 1, 0, new TargetModules.AllLinear()).withDora();
        Path adapter = Files.createDirectories(directory.resolve("dora"));
        PeftWriter.write(adapter, new PeftConfig(settings, "tiny"), shape, new PeftWriter.Factors() {
            @Override
            public MemorySegment a(LoraPlace place) {
                return ones(place.sizeOfA(shape));
            }

            @Override
            public MemorySegment b(LoraPlace place) {
                return ones(place.sizeOfB(shape));
            }

            @Override
            public MemorySegment magnitude(LoraPlace place) {
                return ones(place.target().out(shape));
            }
        });

        AdapterVerdict.Refused refused = refusal(store.putTree(adapter));

        assertThat(refused.reason()).isEqualTo(RefusalReason.INVALID_ADAPTER);
        assertThat(refused.message())
                .contains("use_dora is true")
                .contains("cannot share a batch")
                .doesNotContain(directory.toString());
    }

    private static MemorySegment ones(long count) {
        float[] values = new float[Math.toIntExact(count)];
        Arrays.fill(values, 1);
        return Arena.ofAuto().allocateFrom(ValueLayout.JAVA_FLOAT, values);
    }

    @Test
    void anAdapterOfAnotherBaseIsRefusedUnread() {
        ServedModel foreign = new ServedModel(Digest.of(new byte[] {7}), Optional.of(absent()));

        AdapterVerdict.Refused refused = refusal(foreign);

        assertThat(refused.reason()).isEqualTo(RefusalReason.OTHER_BASE);
        assertThat(refused.message())
                .contains(foreign.base().brief())
                .contains(base.digest().brief())
                .contains("or train it again");
    }

    @Test
    void anAdapterOfAnotherRankIsRefusedByTensor() throws IOException {
        Path adapter = adapter(base.model().config());
        replace(adapter.resolve("adapter_config.json"), "\"r\": 1", "\"r\": 3");

        AdapterVerdict.Refused refused = refusal(store.putTree(adapter));

        assertThat(refused.reason()).isEqualTo(RefusalReason.INVALID_ADAPTER);
        assertThat(refused.message())
                .contains("lora_A.weight has shape [1, 32], but this base and rank 3 need [3, 32]")
                .doesNotContain(directory.toString());
    }

    @Test
    void anAdapterOfAnotherShapeIsRefusedByTensor() throws IOException {
        Path wide = directory.resolve("wide");
        TinyLlama.write(wide);
        replace(wide.resolve("config.json"), "\"intermediate_size\": 32", "\"intermediate_size\": 64");

        AdapterVerdict.Refused refused = refusal(store.putTree(adapter(ModelFamilies.read(wide))));

        assertThat(refused.reason()).isEqualTo(RefusalReason.INVALID_ADAPTER);
        assertThat(refused.message()).contains("has shape [1, 64], but this base and rank 1 need [1, 32]");
    }

    @Test
    void weightsCutShortBeforeTheyWereStoredAreRefused() throws IOException {
        Path adapter = adapter(base.model().config());
        try (FileChannel weights =
                FileChannel.open(adapter.resolve("adapter_model.safetensors"), StandardOpenOption.WRITE)) {
            weights.truncate(weights.size() - 4);
        }

        AdapterVerdict.Refused refused = refusal(store.putTree(adapter));

        assertThat(refused.reason()).isEqualTo(RefusalReason.INVALID_ADAPTER);
        assertThat(refused.message()).contains("adapter_model.safetensors");
    }

    @Test
    void anArtifactThatIsNotInTheStoreIsRefusedByItsDigest() {
        ArtifactRef absent = absent();

        AdapterVerdict.Refused refused = refusal(absent);

        assertThat(refused.reason()).isEqualTo(RefusalReason.DIGEST_MISMATCH);
        assertThat(refused.message())
                .contains(absent.digest().value())
                .contains("is not in the store")
                .contains("restore the artifact, or train it again");
    }

    @Test
    void aFullDiskIsNoFaultOfTheAdapterAndIsTriedAgain() {
        ArtifactRef adapter = store.putTree(adapter(base.model().config()));
        ArtifactStore full = new FullDisk(store);

        AdapterVerdict verdict = new AdapterVerifier(full, directory.resolve("work"))
                .verify(base, new ServedModel(base.digest(), Optional.of(adapter)));

        assertThat(verdict)
                .isInstanceOfSatisfying(
                        AdapterVerdict.Failed.class,
                        failed -> assertThat(failed.message()).contains("no disk space"));
    }

    private AdapterVerdict.Refused refusal(ArtifactRef adapter) {
        return refusal(new ServedModel(base.digest(), Optional.of(adapter)));
    }

    private AdapterVerdict.Refused refusal(ServedModel wanted) {
        AdapterVerdict verdict = new AdapterVerifier(store, directory.resolve("work")).verify(base, wanted);

        assertThat(directory
                        .resolve("work")
                        .resolve(wanted.adapterDigest().orElseThrow().hex()))
                .as("working copy")
                .doesNotExist();
        assertThat(verdict).isInstanceOf(AdapterVerdict.Refused.class);
        return (AdapterVerdict.Refused) verdict;
    }

    private Path adapter(ModelConfig config) {
        Path adapter = directory.resolve("adapter");
        TinyAdapter.FIRST.write(adapter, config);
        return adapter;
    }

    private static ArtifactRef absent() {
        Digest digest = Digest.of("nobody stored this".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return new ArtifactRef(URI.create("artifact:/sha256/" + digest.hex()), digest, 10);
    }

    private static void replace(Path file, String old, String now) throws IOException {
        String before = Files.readString(file);
        assertThat(before).contains(old);
        Files.writeString(file, before.replace(old, now));
    }

    /** Has everything, and no room to put it. */
    private record FullDisk(ArtifactStore whole) implements ArtifactStore {

        @Override
        public ArtifactRef write(ContentWriter content, Optional<Digest> expected) {
            return whole.write(content, expected);
        }

        @Override
        public InputStream open(ArtifactRef ref) {
            return whole.open(ref);
        }

        @Override
        public Optional<ArtifactRef> find(Digest digest) {
            return whole.find(digest);
        }

        @Override
        public void materialize(ArtifactRef tree, Path target) {
            throw new ArtifactStoreFullException(
                    "no disk space: could not write to " + target, new IOException("No space left on device"));
        }
    }
}
