package dev.whetstone.messaging;

import dev.whetstone.contracts.Event;
import dev.whetstone.contracts.EventId;
import dev.whetstone.contracts.Require;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;

import javax.sql.DataSource;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/**
 * Where a service says what happened. The row commits or rolls back with the change itself; a relay publishes it afterwards, facts of one
 * key in the order in which they were committed.
 */
@Singleton
public class Outbox {

    private final Instance<DataSource> database;
    private final Transactions transactions;
    private final MessagingConfig config;
    private final RelaySignal relay;

    @Inject
    Outbox(Instance<DataSource> database, Transactions transactions, MessagingConfig config, RelaySignal relay) {
        this.database = database;
        this.transactions = transactions;
        this.config = config;
        this.relay = relay;
    }

    /**
     * @return the event's identity, the {@code ce_id} of its record
     * @throws IllegalStateException outside a transaction: the fact could be published though the change is not
     */
    public EventId append(Event event) {
        Require.present("event", event);
        transactions.require("an event can only be appended");
        OutboundEvent outbound = OutboundEvent.of(event, config.source(), Clock.systemUTC());
        try (Connection connection = database.get().getConnection()) {
            OutboxTable.insert(connection, outbound);
        } catch (SQLException e) {
            throw new MessagingException("the event " + outbound.type() + " cannot be appended to the outbox", e);
        }
        transactions.afterCommit(relay::wake);
        return outbound.id();
    }
}
