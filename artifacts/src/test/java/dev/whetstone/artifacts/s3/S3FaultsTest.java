package dev.whetstone.artifacts.s3;

import static dev.whetstone.artifacts.Content.files;
import static dev.whetstone.artifacts.Content.noise;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whetstone.artifacts.ArtifactCorruptException;
import dev.whetstone.artifacts.ArtifactMissingException;
import dev.whetstone.artifacts.ArtifactStoreUnavailableException;
import dev.whetstone.artifacts.s3.FaultyProxy.Fault;
import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.PassesByItself;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The server, the way to it and its disk fail while a store uses them. */
@Tag("kubernetes")
class S3FaultsTest {

    private static final int PART = 5 << 20;
    private static final int LARGE = 2 * PART + 1000;
    private static final Limits LIMITS =
            new Limits(PART, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(2));

    @TempDir
    Path temporary;

    private final S3Server server = S3Server.shared();
    private final String prefix = "faults-" + UUID.randomUUID();
    private FaultyProxy proxy;
    private S3ArtifactStore store;

    @BeforeEach
    void open() throws IOException {
        proxy = FaultyProxy.before(server);
        store = open(proxy.endpoint(), S3Server.SECRET_KEY);
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
    }

    @Test
    void aSmallArtifactIsPutInOneConditionalRequestWithItsChecksum() {
        ArtifactRef ref = store.put(noise(1000));

        assertThat(proxy.log())
                .singleElement()
                .satisfies(head -> assertThat(head.toLowerCase())
                        .startsWith("put ")
                        .contains("if-none-match: *")
                        .contains("x-amz-checksum-sha256: "));
        assertThat(store.read(ref)).isEqualTo(noise(1000));
    }

    @Test
    void aLargeArtifactGoesUpInPartsEachWithItsChecksum() {
        ArtifactRef ref = store.put(noise(LARGE));

        assertThat(proxy.log("partNumber="))
                .hasSize(3)
                .allSatisfy(head -> assertThat(head.toLowerCase()).contains("x-amz-checksum-sha256: "));
        assertThat(proxy.log("POST ").getLast().toLowerCase()).contains("if-none-match: *");
        assertThat(store.read(ref)).isEqualTo(noise(LARGE));
        assertThat(server.objects(prefix)).hasSize(1);
    }

    @Test
    void aLargeArtifactThatIsThereIsNotSentAgain() {
        ArtifactRef first = store.put(noise(LARGE));
        int before = proxy.log().size();

        ArtifactRef second = store.put(noise(LARGE));

        assertThat(second).isEqualTo(first);
        assertThat(proxy.log().subList(before, proxy.log().size()))
                .singleElement()
                .satisfies(head -> assertThat(head).startsWith("HEAD "));
    }

    @Test
    void aServerThatIsBusyIsAskedAgain() {
        proxy.next("PUT ", new Fault.Answer(503));
        proxy.next("PUT ", new Fault.Answer(503));

        ArtifactRef ref = store.put(noise(1000));
        proxy.next("GET ", new Fault.Answer(503));

        assertThat(store.read(ref)).isEqualTo(noise(1000));
        assertThat(proxy.log("PUT ")).hasSize(3);
        assertThat(proxy.log("GET ")).hasSize(2);
    }

    @Test
    void aServerThatStaysAwayIsSaidSoInTimeAndLeavesNothing() throws IOException {
        Path cache = temporary.resolve("away");
        proxy.close();
        Instant begin = Instant.now();

        assertThatThrownBy(
                        () -> open(proxy.endpoint(), S3Server.SECRET_KEY, cache).put(noise(1000)))
                .isInstanceOf(ArtifactStoreUnavailableException.class)
                .isInstanceOf(PassesByItself.class)
                .hasMessageContaining("storing " + prefix)
                .hasMessageContaining("bucket artifacts at " + proxy.endpoint())
                .hasMessageContaining("it works again when the store does");
        assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(15));
        assertThat(files(cache)).isEmpty();
    }

    @Test
    void wrongCredentialsAreNotTriedAgainAndTheMessageSaysWhatIsNeeded() throws IOException {
        S3ArtifactStore refused = open(proxy.endpoint(), "another-secret");

        assertThatThrownBy(() -> refused.put(noise(1000)))
                .isInstanceOf(ArtifactStoreUnavailableException.class)
                .hasMessageContaining("storing " + prefix + "/sha256/")
                .hasMessageContaining("bucket artifacts")
                .hasMessageContaining("403")
                .hasMessageContaining("s3:PutObject")
                .hasMessageNotContaining("another-secret");
        assertThat(proxy.log()).hasSize(1);
        assertThatThrownBy(() -> refused.find(Digest.of(noise(3))))
                .isInstanceOf(ArtifactStoreUnavailableException.class)
                .hasMessageContaining("s3:ListBucket");
    }

    @Test
    void aBucketThatIsNotThereIsSaidSoAndNotTakenForAMissingArtifact() throws IOException {
        S3Settings right = server.settings(prefix, server.endpoint(), temporary.resolve("wrong"));
        S3Settings wrong = new S3Settings(
                "elsewhere", "", right.endpoint(), right.region(), true, right.cacheDirectory(), right.cacheBytes());
        ArtifactRef ref = store.put(noise(3));

        assertThatThrownBy(() -> S3ArtifactStore.open(wrong, LIMITS, S3Server.credentials())
                        .read(ref))
                .isInstanceOf(ArtifactStoreUnavailableException.class)
                .hasMessageContaining("no such bucket")
                .hasMessageContaining("whetstone.artifacts.s3.bucket");
    }

    @Test
    void aReadThatIsCutGoesOnWhereItWas() {
        ArtifactRef ref = store.put(noise(LARGE));
        proxy.next("GET ", new Fault.Cut(3 << 20));
        proxy.next("GET ", new Fault.Cut(2 << 20));

        assertThat(store.read(ref)).isEqualTo(noise(LARGE));

        List<String> reads = proxy.log("GET ");
        assertThat(reads).hasSize(3);
        assertThat(reads.getFirst().toLowerCase()).doesNotContain("range:");
        assertThat(offset(reads.get(1))).isBetween(2 << 20, 3 << 20);
        assertThat(offset(reads.get(2))).isBetween(4 << 20, 5 << 20);
        assertThat(reads.get(2).toLowerCase()).contains("if-match: \"");
    }

    @Test
    void aReadFromAServerThatFallsSilentGoesOnOverAnotherConnection() {
        ArtifactRef ref = store.put(noise(LARGE));
        proxy.next("GET ", new Fault.Stall(4 << 20));

        assertThat(store.read(ref)).isEqualTo(noise(LARGE));

        assertThat(proxy.log("GET ")).hasSize(2);
        assertThat(offset(proxy.log("GET ").getLast())).isBetween(3 << 20, 4 << 20);
    }

    @Test
    void aServerThatIsMerelySlowIsWaitedFor() {
        ArtifactRef ref = store.put(noise(LARGE));
        proxy.next("GET ", new Fault.Slow(2000)); // in all, longer than an answer is waited for
        Instant begin = Instant.now();

        assertThat(store.read(ref)).isEqualTo(noise(LARGE));

        assertThat(Duration.between(begin, Instant.now())).isGreaterThan(LIMITS.answering());
        assertThat(proxy.log("GET ")).hasSize(1);
    }

    @Test
    void anObjectThatIsReplacedInTheMiddleOfAReadIsReadFromItsBeginning() throws IOException {
        // Given: the same bytes, but in one part, and so under another tag
        ArtifactRef ref = store.put(noise(LARGE));
        S3ArtifactStore inOnePart = S3ArtifactStore.open(
                server.settings(prefix, server.endpoint(), temporary.resolve("one-part")),
                new Limits(LARGE, LIMITS.connecting(), LIMITS.silence(), LIMITS.patience()),
                S3Server.credentials());
        proxy.next("GET ", new Fault.Cut(1 << 20));
        proxy.next("GET ", new Fault.After(() -> {
            server.delete(server.objects(prefix).getFirst());
            inOnePart.put(noise(LARGE));
        }));

        // When, Then
        assertThat(store.read(ref)).isEqualTo(noise(LARGE));
        List<String> reads = proxy.log("GET ");
        assertThat(reads).hasSize(3);
        assertThat(reads.get(1).toLowerCase()).contains("range:");
        assertThat(reads.get(2).toLowerCase()).doesNotContain("range:");
    }

    @Test
    void aByteThatTheServersDiskChangedIsRefusedAndNotCached() throws IOException {
        // Given
        Path cache = temporary.resolve("poison");
        S3ArtifactStore reader = open(proxy.endpoint(), S3Server.SECRET_KEY, cache);
        ArtifactRef ref = store.put(noise(100_000));
        Path object = server.objects(prefix).getFirst();
        byte[] damaged = noise(100_000);
        damaged[70_000] ^= 1;
        Files.write(object, damaged);

        // When, Then
        assertThatThrownBy(() -> reader.open(ref))
                .isInstanceOf(ArtifactCorruptException.class)
                .hasMessageContaining(ref.digest().value())
                .hasMessageContaining("bucket artifacts")
                .hasMessageContaining("delete " + prefix + "/sha256/");
        assertThat(files(cache)).isEmpty();

        // When it is mended as the message says
        server.delete(object);
        store.put(noise(100_000));
        assertThat(reader.read(ref)).isEqualTo(noise(100_000));
    }

    @Test
    void anObjectOfAnotherSizeIsNotTakenForTheOneToBeStored() throws IOException {
        store.put(noise(1000));
        Files.write(server.objects(prefix).getFirst(), noise(10));

        assertThatThrownBy(() -> store.put(noise(1000)))
                .isInstanceOf(ArtifactCorruptException.class)
                .hasMessageContaining("10 bytes instead of 1000");
    }

    @Test
    void theSecondReadComesFromTheCacheAlsoWhenTheServerIsAway() throws IOException {
        Path cache = temporary.resolve("shared");
        ArtifactRef ref = store.put(noise(100_000));
        open(proxy.endpoint(), S3Server.SECRET_KEY, cache).read(ref);
        int before = proxy.log("GET ").size();
        proxy.close();

        S3ArtifactStore neighbour = open(proxy.endpoint(), S3Server.SECRET_KEY, cache);

        assertThat(neighbour.read(ref)).isEqualTo(noise(100_000));
        assertThat(proxy.log("GET ")).hasSize(before);
    }

    @Test
    void aDamagedCacheFileIsFetchedAgain() throws IOException {
        Path cache = temporary.resolve("damaged");
        S3ArtifactStore reader = open(proxy.endpoint(), S3Server.SECRET_KEY, cache);
        ArtifactRef ref = store.put(noise(100_000));
        reader.read(ref);
        Files.write(files(cache).getFirst(), "rust".getBytes(UTF_8));

        assertThat(reader.read(ref)).isEqualTo(noise(100_000));
        assertThat(proxy.log("GET ")).hasSize(2);
        assertThat(files(cache).getFirst()).hasBinaryContent(noise(100_000));
    }

    @Test
    void twoWritersThatFinishOneDigestAtTheSameMomentBothSucceed() throws Exception {
        // Given: the last request of each waits for the other's
        CyclicBarrier both = new CyclicBarrier(2);
        proxy.next("?uploadId=", new Fault.After(both::await));
        proxy.next("?uploadId=", new Fault.After(both::await));
        proxy.log().clear();
        Callable<ArtifactRef> writer =
                () -> open(proxy.endpoint(), S3Server.SECRET_KEY, Files.createTempDirectory(temporary, "w"))
                        .put(noise(LARGE));

        // When
        List<Future<ArtifactRef>> refs;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            refs = threads.invokeAll(List.of(writer, writer));
        }

        // Then
        assertThat(refs.getFirst().get()).isEqualTo(refs.getLast().get());
        assertThat(server.objects(prefix)).hasSize(1);
        assertThat(store.read(refs.getFirst().get())).isEqualTo(noise(LARGE));
        assertThat(store.sweep(Duration.ZERO)).as("unfinished uploads").isZero();
        assertThat(proxy.log("?uploadId=").stream().filter(head -> head.startsWith("POST ")))
                .as("both wanted to finish")
                .hasSize(2);
        assertThat(proxy.log("DELETE ")).as("the second aborts its own").hasSize(1);
    }

    @Test
    void anUploadThatFailsIsAborted() {
        for (int i = 0; i < LIMITS.tries(); i++) {
            proxy.next("partNumber=2", new Fault.Answer(503));
        }

        assertThatThrownBy(() -> store.put(noise(LARGE))).isInstanceOf(ArtifactStoreUnavailableException.class);

        assertThat(proxy.log("DELETE ")).hasSize(1);
        assertThat(store.sweep(Duration.ZERO)).isZero();
        assertThat(store.find(Digest.of(noise(LARGE)))).isEmpty();
    }

    @Test
    void anArtifactThatIsMissingIsMissingAtOnce() {
        ArtifactRef missing = new ArtifactRef(URI.create("artifact:/x"), Digest.of(noise(9)), 9);

        assertThatThrownBy(() -> store.open(missing))
                .isInstanceOf(ArtifactMissingException.class)
                .hasMessageContaining(store.toString());
        assertThat(proxy.log()).hasSize(1);
    }

    private static int offset(String head) {
        String range = head.toLowerCase().split("range: bytes=")[1];
        return Integer.parseInt(range.substring(0, range.indexOf('-')));
    }

    private S3ArtifactStore open(URI endpoint, String secret) throws IOException {
        return open(endpoint, secret, Files.createTempDirectory(temporary, "cache"));
    }

    private S3ArtifactStore open(URI endpoint, String secret, Path cache) {
        return S3ArtifactStore.open(server.settings(prefix, endpoint, cache), LIMITS, S3Server.credentials(secret));
    }
}
