package dev.whetstone.messaging;

import dev.whetstone.contracts.EventId;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.contracts.dataset.DatasetEvent;
import dev.whetstone.contracts.dataset.RegressionSamplesAdded;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.common.annotation.RunOnVirtualThread;
import org.eclipse.microprofile.reactive.messaging.Incoming;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

import javax.sql.DataSource;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;

/** A service's consumer as every service writes it; its effect is a row, and an answer in the outbox. */
@ApplicationScoped
class EffectConsumer {

    private final Map<TaskName, Queue<RuntimeException>> failures = new ConcurrentHashMap<>();
    private final Inbox inbox;
    private final Outbox outbox;
    private final DataSource database;

    @Inject
    EffectConsumer(Inbox inbox, Outbox outbox, DataSource database) {
        this.inbox = inbox;
        this.outbox = outbox;
        this.database = database;
    }

    /** The next deliveries of this task fail after their effect, one with each of these. */
    void fail(TaskName task, RuntimeException... with) {
        failures.put(task, new ConcurrentLinkedQueue<>(List.of(with)));
    }

    @Incoming("dataset-events")
    @RunOnVirtualThread
    @Transactional
    void on(Received<DatasetEvent> message) {
        inbox.once(message.id(), () -> apply(message.id(), (RegressionSamplesAdded) message.event()));
        RuntimeException failure = failures.getOrDefault(message.event().task(), new ConcurrentLinkedQueue<>())
                .poll();
        if (failure != null) {
            throw failure;
        }
    }

    private void apply(EventId id, RegressionSamplesAdded event) {
        outbox.append(Facts.serving(event.task(), event.total()));
        try (Connection connection = database.getConnection();
                PreparedStatement insert =
                        connection.prepareStatement("INSERT INTO effect (event_id, task, total) VALUES (?, ?, ?)")) {
            insert.setObject(1, id.value());
            insert.setString(2, event.task().value());
            insert.setInt(3, event.total());
            insert.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException("the effect cannot be written", e);
        }
    }

    @Produces
    @Singleton
    static SimpleMeterRegistry meters() {
        return new SimpleMeterRegistry();
    }
}
