package dev.whetstone.evaluation.scenario;

import dev.whetstone.artifacts.PrivateSealingKey;
import dev.whetstone.artifacts.SealingKeys;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Keys, an artifact store, and free ports for the gateway and the webhook. */
public final class Surroundings implements QuarkusTestResourceLifecycleManager {
    @Override
    public Map<String, String> start() {
        try {
            Path directory = Files.createDirectories(Path.of(
                            "target",
                            "surroundings",
                            String.valueOf(ProcessHandle.current().pid()))
                    .toAbsolutePath());
            PrivateSealingKey own = SealingKeys.generate();
            PrivateSealingKey datasetService = SealingKeys.generate();
            own.write(directory.resolve("eval-service.key"));
            datasetService.write(directory.resolve("dataset-service.key"));
            datasetService.publicKey().write(directory.resolve("dataset-service.pub"));
            return Map.of(
                    "whetstone.artifacts.directory",
                            directory.resolve("artifacts").toString(),
                    "whetstone.sealing.private-key",
                            directory.resolve("eval-service.key").toString(),
                    "whetstone.sealing.dataset-service-public-key",
                            directory.resolve("dataset-service.pub").toString(),
                    "test.dataset-service-private-key",
                            directory.resolve("dataset-service.key").toString(),
                    "whetstone.gateway.address", "127.0.0.1:" + freePort(),
                    "whetstone.alert.webhook", "http://127.0.0.1:" + freePort() + "/alerts");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void stop() {}
}
