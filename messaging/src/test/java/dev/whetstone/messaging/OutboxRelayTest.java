package dev.whetstone.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.whetstone.contracts.EventId;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.contracts.Topic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

@Timeout(240)
class OutboxRelayTest {

    private static OutboxDatabase database;
    private static RecordSender sender;

    private final TaskName task = Facts.task();

    @BeforeAll
    static void open() {
        database = OutboxDatabase.open();
        sender = new RecordSender(Map.of("bootstrap.servers", database.kafka()), "test");
    }

    @AfterAll
    static void close() {
        sender.close();
    }

    @BeforeEach
    void emptyOutbox() {
        database.clear();
    }

    @Test
    void publishedEventsAreMarkedAndNotSentAgain() throws Exception {
        EventId id = database.append(Facts.numbered(task, 1));

        assertThat(relay().publish().published()).isEqualTo(1);
        assertThat(relay().publish().published()).isZero();

        var records = TopicReader.records(database.kafka(), Topic.DATASET.topicName(), task);
        assertThat(records).hasSize(1);
        assertThat(((Reading.Fact) RecordReader.read(records.getFirst()))
                        .received()
                        .id())
                .isEqualTo(id);
        assertThat(database.backlog().pending()).isZero();
    }

    @Test
    void processThatDiesBetweenCommitAndPublishLosesNothing() throws Exception {
        DyingProcess.run(DyingProcess.Point.BEFORE_PUBLISHING, database, task, 3);
        assertThat(TopicReader.numbers(database.kafka(), task)).isEmpty();

        relay().publish();

        assertThat(TopicReader.numbers(database.kafka(), task)).containsExactly(1, 2, 3);
    }

    @Test
    void processThatDiesBetweenPublishAndMarkSendsTheSameEventsAgain() throws Exception {
        DyingProcess.run(DyingProcess.Point.BEFORE_MARKING, database, task, 3);
        assertThat(TopicReader.numbers(database.kafka(), task)).as("published").containsExactly(1, 2, 3);
        assertThat(database.backlog().pending()).as("not marked").isEqualTo(3);

        await().until(() -> relay().publish().published() == 3); // once the database has seen that the process is gone

        assertThat(TopicReader.records(database.kafka(), Topic.DATASET.topicName(), task))
                .hasSize(6);
        assertThat(TopicReader.numbers(database.kafka(), task))
                .as("known by their ids")
                .containsExactly(1, 2, 3);
    }

    @Test
    void twoRelaysKeepTheOrderOfEachKey() throws Exception {
        List<TaskName> tasks =
                IntStream.range(0, 12).mapToObj(_ -> Facts.task()).toList();
        int each = 40;
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            List<Future<?>> relays = List.of(threads.submit(this::drain), threads.submit(this::drain));
            List<Future<?>> writers = new ArrayList<>();
            for (List<TaskName> own : List.of(tasks.subList(0, 4), tasks.subList(4, 8), tasks.subList(8, 12))) {
                writers.add(threads.submit(() -> IntStream.rangeClosed(1, each)
                        .forEach(number -> own.forEach(name -> database.append(Facts.numbered(name, number))))));
            }
            for (Future<?> writer : writers) {
                writer.get();
            }
            await().atMost(Duration.ofSeconds(180))
                    .until(() -> database.backlog().pending() == 0);
            relays.forEach(relay -> relay.cancel(true));
        }

        List<Integer> inOrder = IntStream.rangeClosed(1, each).boxed().toList();
        for (TaskName name : tasks) {
            assertThat(TopicReader.numbers(database.kafka(), name)).isEqualTo(inOrder);
        }
    }

    @Test
    void transactionsOfOneKeyGetTheirSequenceInTheOrderOfTheirCommits() throws Exception {
        OutboundEvent first = OutboundEvent.of(Facts.numbered(task, 1), "test", Clock.systemUTC());
        try (Connection slow = database.dataSource().getConnection();
                ExecutorService threads = Executors.newSingleThreadExecutor()) {
            slow.setAutoCommit(false);
            OutboxTable.insert(slow, first);
            Future<EventId> second = threads.submit(() -> database.append(Facts.numbered(task, 2)));
            await().pollDelay(Duration.ofMillis(300)).until(() -> !second.isDone());
            slow.commit();
            second.get();
        }

        relay().publish();

        assertThat(TopicReader.numbers(database.kafka(), task)).containsExactly(1, 2);
    }

    @Test
    void longBacklogIsPublishedInBatches() throws Exception {
        IntStream.rangeClosed(1, 25).forEach(number -> database.append(Facts.numbered(task, number)));
        OutboxRelay relay = new OutboxRelay(database.dataSource(), sender, 10);

        assertThat(relay.publish().more()).isTrue();
        assertThat(relay.publish().more()).isTrue();
        assertThat(relay.publish().more()).isFalse();

        assertThat(TopicReader.numbers(database.kafka(), task))
                .isEqualTo(IntStream.rangeClosed(1, 25).boxed().toList());
    }

    @Test
    void publishedRowsAreRemovedAfterTheirTimeAndOthersNever() throws Exception {
        database.append(Facts.numbered(task, 1));
        relay().publish();
        database.append(Facts.numbered(task, 2));
        try (Connection connection = database.dataSource().getConnection()) {
            assertThat(OutboxTable.prune(connection, Duration.ofDays(1))).isZero();
            assertThat(OutboxTable.prune(connection, Duration.ZERO)).isEqualTo(1);
        }
        assertThat(database.backlog().pending()).isEqualTo(1);
    }

    @Test
    void theNewestStateOfATaskStaysHoweverOldItIs() throws Exception {
        database.append(Facts.serving(task, 1));
        database.append(Facts.serving(task, 2));
        relay().publish();
        try (Connection connection = database.dataSource().getConnection()) {
            assertThat(OutboxTable.prune(connection, Duration.ZERO)).isEqualTo(1);
            assertThat(OutboxTable.prune(connection, Duration.ZERO)).isZero();
        }

        try (Connection connection = database.dataSource().getConnection()) {
            AfterRestore.apply(connection);
        }
        assertThat(database.backlog().pending()).as("told again").isEqualTo(1);
    }

    @Test
    void whatWasTakenInBeforeABackupStaysKnownAfterItWasRestored() throws Exception {
        try (Connection connection = database.dataSource().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("DELETE FROM inbox_event");
            statement.execute("INSERT INTO inbox_event (consumer, event_id, received_at)"
                    + " VALUES ('test', gen_random_uuid(), now() - interval '101 days')");
            AfterRestore.apply(connection);
            connection.setAutoCommit(true);
            assertThat(Housekeeping.pruneInbox(connection, Duration.ofDays(100)))
                    .isZero();
            assertThat(Housekeeping.pruneInbox(connection, Duration.ZERO)).isEqualTo(1);
        }
    }

    @Test
    void inboxForgetsAnEventOnlyAfterItsTime() throws Exception {
        try (Connection connection = database.dataSource().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("INSERT INTO inbox_event (consumer, event_id) VALUES ('test', gen_random_uuid())");
            assertThat(Housekeeping.pruneInbox(connection, Duration.ofDays(100)))
                    .isZero();
            assertThat(Housekeeping.pruneInbox(connection, Duration.ZERO)).isEqualTo(1);
        }
    }

    @Test
    void oldestAgeGrowsWhileNothingIsPublished() {
        database.append(Facts.numbered(task, 1));

        await().untilAsserted(() -> assertThat(database.backlog().oldest()).isGreaterThan(Duration.ofMillis(200)));
    }

    private static OutboxRelay relay() {
        return new OutboxRelay(database.dataSource(), sender, 100);
    }

    private void drain() {
        try (RecordSender own = new RecordSender(Map.of("bootstrap.servers", database.kafka()), "drain")) {
            OutboxRelay relay = new OutboxRelay(database.dataSource(), own, 7);
            while (!Thread.currentThread().isInterrupted()) {
                relay.publish();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
