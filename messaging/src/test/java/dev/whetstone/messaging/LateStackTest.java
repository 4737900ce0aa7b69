package dev.whetstone.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.whetstone.contracts.TaskName;
import dev.whetstone.local.EmbeddedStack;
import dev.whetstone.local.NodeProcess;
import dev.whetstone.local.Ports;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

import jakarta.inject.Inject;

/**
 * A service that starts before its database and its broker: it waits for the one, is not ready without the other but accepts changes,
 * and catches up by itself.
 */
@QuarkusTest
@TestProfile(LateStackTest.NothingYet.class)
@Timeout(90)
class LateStackTest {

    @ConfigProperty(name = "test.broker.port", defaultValue = "0")
    int port;

    @Inject
    Outbox outbox;

    @Inject
    StateConsumer state;

    @Inject
    @Readiness
    BrokerWatch broker;

    private final TaskName task = Facts.task();

    @Test
    void serviceWaitsAndCatchesUp(@TempDir Path directory) {
        assertThat(broker.call().getStatus()).isEqualTo(HealthCheckResponse.Status.DOWN);
        QuarkusTransaction.requiringNew().run(() -> outbox.append(Facts.numbered(task, 1)));

        try (NodeProcess _ = NodeProcess.kafka(directory, port)) {
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(state.revisions(task)).containsExactly(1L));
            assertThat(broker.call().getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
        }
    }

    public static final class NothingYet implements QuarkusTestProfile {
        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(LateDatabase.class));
        }

        @Override
        public boolean disableGlobalTestResources() {
            return true;
        }
    }

    public static final class LateDatabase implements QuarkusTestResourceLifecycleManager {
        @Override
        public Map<String, String> start() {
            EmbeddedStack stack = new EmbeddedStack();
            stack.init(Map.of("schema", "training"));
            Map<String, String> settings = new HashMap<>(stack.start());
            int port = Ports.free();
            settings.put("kafka.bootstrap.servers", "127.0.0.1:" + port);
            settings.put("test.broker.port", String.valueOf(port));
            takeTheDatabaseAwayForAWhile();
            return settings;
        }

        private static void takeTheDatabaseAwayForAWhile() {
            CountDownLatch away = new CountDownLatch(1);
            Thread.ofPlatform()
                    .start(() -> EmbeddedStack.withoutPostgres(() -> {
                        away.countDown();
                        LockSupport.parkNanos(Duration.ofSeconds(5).toNanos()); // meanwhile the service starts
                    }));
            try {
                away.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void stop() {}
    }
}
