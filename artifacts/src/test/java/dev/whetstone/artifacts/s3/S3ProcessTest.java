package dev.whetstone.artifacts.s3;

import static dev.whetstone.artifacts.Content.files;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.whetstone.artifacts.ArtifactStore;
import dev.whetstone.artifacts.PartFile;
import dev.whetstone.artifacts.StoreSettings;
import dev.whetstone.artifacts.s3.FaultyProxy.Fault;
import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.EventJson;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Whole processes, with credentials from their environment: one is killed in the middle, one has little memory. */
@Tag("kubernetes")
class S3ProcessTest {

    private static final long BYTES = 200L << 20;

    @TempDir
    Path temporary;

    private final S3Server server = S3Server.shared();
    private final String prefix = "process-" + UUID.randomUUID();

    @Test
    void aWriterThatIsKilledInTheMiddleOfAnUploadLeavesNothingUnderTheDigest() throws Exception {
        try (FaultyProxy proxy = FaultyProxy.before(server)) {
            // Given: a process whose third part is on its way
            CountDownLatch held = new CountDownLatch(1);
            proxy.next("partNumber=3", new Fault.After(held::await));
            Path cache = temporary.resolve("killed");
            Process writer = start("-Xmx64m", server.settings(prefix, proxy.endpoint(), cache));
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> !proxy.log("partNumber=3").isEmpty() || !writer.isAlive());

            // When
            assertThat(writer.isAlive()).isTrue();
            writer.destroyForcibly().waitFor();
            held.countDown();

            // Then: nobody sees anything of it
            S3ArtifactStore store = S3ArtifactStore.open(
                    server.settings(prefix, server.endpoint(), temporary.resolve("next")),
                    Limits.of(Duration.ofSeconds(5)),
                    S3Server.credentials());
            assertThat(server.objects(prefix)).isEmpty();

            // the next put works,
            ArtifactRef ref = store.write(PatternTransfer::write);
            assertThat(ref.size()).isEqualTo(BYTES);
            assertThat(store.find(ref.digest())).contains(ref);

            // and what was left over is swept, when it is old enough
            assertThat(store.sweep(Duration.ofDays(1))).isZero();
            assertThat(store.sweep(Duration.ZERO)).isEqualTo(1);
            assertThat(store.sweep(Duration.ZERO)).isZero();
            assertThat(files(cache)).hasSize(1);
            assertThat(PartFile.sweep(cache.resolve("incoming"), Duration.ZERO)).isEqualTo(1);
        }
    }

    @Test
    void aLargeArtifactPassesThroughASmallHeap() throws Exception {
        Process transfer = start("-Xmx40m", server.settings(prefix, server.endpoint(), temporary.resolve("small")));

        assertThat(transfer.waitFor(5, TimeUnit.MINUTES)).isTrue();

        assertThat(transfer.exitValue()).isZero();
        assertThat(server.objects(prefix))
                .singleElement()
                .satisfies(object -> assertThat(Files.size(object)).isEqualTo(BYTES));
    }

    private Process start(String heap, S3Settings settings) throws IOException {
        Path spec = Files.write(
                temporary.resolve("settings.json"), EventJson.mapper().writeValueAsBytes(StoreSettings.ofS3(settings)));
        ProcessBuilder process = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                heap,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                PatternTransfer.class.getName(),
                spec.toString()));
        process.environment()
                .putAll(Map.of("AWS_ACCESS_KEY_ID", S3Server.ACCESS_KEY, "AWS_SECRET_ACCESS_KEY", S3Server.SECRET_KEY));
        return process.inheritIO().start();
    }

    /** {@code PatternTransfer SETTINGS}: stores 200 MiB and reads them back. */
    static final class PatternTransfer {

        public static void main(String[] args) throws IOException {
            ArtifactStore store = EventJson.mapper()
                    .readValue(Files.readAllBytes(Path.of(args[0])), StoreSettings.class)
                    .open();
            ArtifactRef ref = store.write(PatternTransfer::write);
            try (var in = store.open(ref)) {
                if (in.transferTo(OutputStream.nullOutputStream()) != BYTES) {
                    throw new IllegalStateException("not all of it came back");
                }
            }
        }

        static void write(OutputStream out) throws IOException {
            byte[] noise = new byte[1 << 20];
            Random random = new Random(11);
            for (long written = 0; written < BYTES; written += noise.length) {
                random.nextBytes(noise);
                out.write(noise);
            }
        }
    }
}
