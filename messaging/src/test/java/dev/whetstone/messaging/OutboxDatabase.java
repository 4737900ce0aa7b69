package dev.whetstone.messaging;

import dev.whetstone.contracts.Event;
import dev.whetstone.contracts.EventId;
import dev.whetstone.local.EmbeddedStack;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Map;

import javax.sql.DataSource;

/** An outbox in the schema {@code dataset} of the embedded database, without a container. */
record OutboxDatabase(DataSource dataSource, String kafka, Map<String, String> settings) {

    static OutboxDatabase open() {
        EmbeddedStack stack = new EmbeddedStack();
        stack.init(Map.of("schema", "dataset"));
        Map<String, String> settings = stack.start();
        DataSource source = source(
                settings.get("quarkus.datasource.jdbc.url"),
                settings.get("quarkus.datasource.username"),
                settings.get("quarkus.datasource.password"));
        Flyway.configure().dataSource(source).locations("db/messaging").load().migrate();
        return new OutboxDatabase(source, settings.get("kafka.bootstrap.servers"), settings);
    }

    static DataSource source(String url, String user, String password) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url);
        source.setUser(user);
        source.setPassword(password);
        return source;
    }

    EventId append(Event event) {
        return append(dataSource, event);
    }

    static EventId append(DataSource source, Event event) {
        OutboundEvent outbound = OutboundEvent.of(event, "test", Clock.systemUTC());
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            OutboxTable.insert(connection, outbound);
            connection.commit();
            return outbound.id();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    OutboxTable.Backlog backlog() {
        try (Connection connection = dataSource.getConnection()) {
            return OutboxTable.backlog(connection);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    void clear() {
        try (Connection connection = dataSource.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("DELETE FROM outbox_event");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
