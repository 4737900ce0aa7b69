package dev.whetstone.messaging;

import dev.whetstone.contracts.EventId;
import dev.whetstone.contracts.Require;
import io.micrometer.core.instrument.MeterRegistry;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

import javax.sql.DataSource;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** What a service has taken in already. The row commits or rolls back with the effect, so a redelivery changes nothing. */
@Singleton
public class Inbox {

    private static final String INSERT =
            "INSERT INTO inbox_event (consumer, event_id) VALUES (?, ?) ON CONFLICT DO NOTHING";

    private final Instance<DataSource> database;
    private final Transactions transactions;
    private final MeterRegistry metrics;

    @Inject
    Inbox(Instance<DataSource> database, Transactions transactions, MeterRegistry metrics) {
        this.database = database;
        this.transactions = transactions;
        this.metrics = metrics;
    }

    /**
     * Runs the effect unless the event was taken in before by the consumer that is being called.
     *
     * @return whether the effect ran
     * @throws IllegalStateException outside a transaction
     */
    public boolean once(EventId id, Runnable effect) {
        return once(Delivery.channel(), id, effect);
    }

    /** @param consumer tells apart two effects of one event in one service */
    public boolean once(String consumer, EventId id, Runnable effect) {
        Require.text("consumer", consumer);
        Require.present("id", id);
        transactions.require("an event can only be taken in");
        if (!insert(consumer, id)) {
            metrics.counter("whetstone.inbox.duplicates", "consumer", consumer).increment();
            return false;
        }
        effect.run();
        return true;
    }

    /** A second delivery at the same time waits here until the first has committed or rolled back. */
    private boolean insert(String consumer, EventId id) {
        try (Connection connection = database.get().getConnection();
                PreparedStatement insert = connection.prepareStatement(INSERT)) {
            insert.setString(1, consumer);
            insert.setObject(2, id.value());
            return insert.executeUpdate() == 1;
        } catch (SQLException e) {
            throw new MessagingException("the event " + id + " cannot be written to the inbox", e);
        }
    }
}
