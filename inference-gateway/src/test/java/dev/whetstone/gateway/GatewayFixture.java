package dev.whetstone.gateway;

import static org.awaitility.Awaitility.await;

import dev.whetstone.artifacts.PrivateSealingKey;
import dev.whetstone.artifacts.SealingKeys;
import dev.whetstone.artifacts.TreeDigest;
import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.contracts.serving.ServedModel;
import dev.whetstone.contracts.serving.ServingChanged;
import dev.whetstone.gateway.model.BaseModel;
import dev.whetstone.gateway.tiny.TinyLlama;
import dev.whetstone.local.EmbeddedStack;
import dev.whetstone.messaging.EventPublisher;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The broker, the base model, the artifact store and the key that a gateway under test is configured with; and a serving state that was
 * published before the gateway started.
 */
public final class GatewayFixture implements QuarkusTestResourceLifecycleManager {

    static final Path DIRECTORY = Path.of("target", "gateway-fixture").toAbsolutePath();
    static final Path PRIVATE_KEY = DIRECTORY.resolve("eval-service.key");
    static final int MAX_BATCH = 4;
    static final int QUEUE = 4;
    static final int LONGEST = 4096;
    static final TaskName EARLIER_TASK = new TaskName("published-before-the-start");
    static final long EARLIER_REVISION = 9;
    static final Digest LOST_ADAPTER = Digest.of("its artifact is lost".getBytes(StandardCharsets.UTF_8));

    /** The base is loaded in the background: waits until the gateway has it. */
    static void awaitLoaded(BaseModel base) {
        await().atMost(Duration.ofSeconds(30)).until(() -> base.find().isPresent());
    }

    @Override
    public Map<String, String> start() {
        Path model = DIRECTORY.resolve("base");
        Path publicKey = DIRECTORY.resolve("eval-service.pub");
        TinyLlama.write(model);
        PrivateSealingKey key = SealingKeys.generate();
        deleteOld(PRIVATE_KEY);
        deleteOld(publicKey);
        key.write(PRIVATE_KEY);
        key.publicKey().write(publicKey);
        Map<String, String> config = new HashMap<>(new EmbeddedStack().start());
        publishEarlierStates(config.get("kafka.bootstrap.servers"), TreeDigest.of(model));
        config.put("whetstone.base-model.directory", model.toString());
        config.put("whetstone.base-model.name", "tiny");
        config.put(
                "whetstone.artifacts.directory", DIRECTORY.resolve("artifacts").toString());
        config.put(
                "whetstone.adapters.work-directory", DIRECTORY.resolve("work").toString());
        config.put("whetstone.sealing.eval-service-public-key", publicKey.toString());
        config.put("whetstone.replica", "replica-under-test");
        config.put("whetstone.engine.max-batch", String.valueOf(MAX_BATCH));
        config.put("whetstone.engine.queue-capacity", String.valueOf(QUEUE));
        config.put("whetstone.engine.precision", "float32");
        config.put("whetstone.engine.kv-budget", String.valueOf(LONGEST * 2L * 2 * 64 * 4));
        config.put("whetstone.sampling.acknowledgement", "3S");
        config.put("quarkus.http.test-port", "0");
        config.put("quarkus.grpc.server.test-port", String.valueOf(freePort()));
        return config;
    }

    private static void publishEarlierStates(String broker, Digest base) {
        ServedModel stable = new ServedModel(base, Optional.empty());
        ServedModel lost = new ServedModel(
                base, Optional.of(new ArtifactRef(URI.create("artifact:/sha256/lost"), LOST_ADAPTER, 1)));
        try (EventPublisher publisher = EventPublisher.connect(broker, "eval-service")) {
            for (long revision = 1; revision <= EARLIER_REVISION; revision++) {
                publisher
                        .publish(new ServingChanged(
                                EARLIER_TASK, revision, stable, Optional.of(lost), Optional.empty(), 0, "earlier"))
                        .toCompletableFuture()
                        .join();
            }
        }
    }

    private static void deleteOld(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {}
}
