package dev.whetstone.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.whetstone.contracts.EventId;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.local.NodeProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

/** The broker is killed, stays away for half a minute and comes back on its port with its directory. */
@Timeout(120)
class BrokerAwayTest {

    private static final Duration AWAY = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private final TaskName throughOutbox = Facts.task();
    private final TaskName throughPublisher = Facts.task();
    private final List<CompletableFuture<EventId>> published = new ArrayList<>();
    private final AtomicBoolean done = new AtomicBoolean();
    private int written;

    @Test
    void nothingIsLostDoubledOrReordered() throws Exception {
        OutboxDatabase database = OutboxDatabase.open();
        database.clear();
        NodeProcess broker = NodeProcess.kafka(directory, 0);
        String address = "127.0.0.1:" + broker.port();
        try (EventPublisher publisher = EventPublisher.connect(address, "test");
                RecordSender sender = new RecordSender(Map.of("bootstrap.servers", address), "test")) {
            Thread relay = Thread.ofPlatform().start(() -> drain(new OutboxRelay(database.dataSource(), sender, 100)));
            write(database, publisher, Instant.now().plusSeconds(1));
            broker.kill();
            write(database, publisher, Instant.now().plus(AWAY));
            try (NodeProcess again = NodeProcess.kafka(directory, broker.port())) {
                assertThat(again.port()).isEqualTo(broker.port());
                write(database, publisher, Instant.now().plusSeconds(1));
                CompletableFuture.allOf(published.toArray(CompletableFuture[]::new))
                        .get();
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> database.backlog().pending() == 0);
                done.set(true);
                relay.join();

                List<Integer> all = IntStream.rangeClosed(1, written).boxed().toList();
                assertThat(TopicReader.numbers(address, throughOutbox)).isEqualTo(all);
                assertThat(TopicReader.numbers(address, throughPublisher)).isEqualTo(all);
            }
        }
    }

    private void write(OutboxDatabase database, EventPublisher publisher, Instant until) {
        await().pollInterval(Duration.ofMillis(50)).atMost(AWAY.multipliedBy(2)).until(() -> {
            written++;
            database.append(Facts.numbered(throughOutbox, written));
            published.add(
                    publisher.publish(Facts.numbered(throughPublisher, written)).toCompletableFuture());
            return Instant.now().isAfter(until);
        });
    }

    private void drain(OutboxRelay relay) {
        try {
            while (!done.get()) {
                relay.publish();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
