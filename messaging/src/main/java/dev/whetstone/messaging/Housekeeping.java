package dev.whetstone.messaging;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;

import javax.sql.DataSource;

/** Removes published outbox rows and inbox rows that no record can ask for any more, and counts what waits. */
final class Housekeeping {

    private static final String PRUNE_INBOX =
            "DELETE FROM inbox_event WHERE received_at < clock_timestamp() - make_interval(secs => ?)";

    private Housekeeping() {}

    static OutboxTable.Backlog run(DataSource database, MessagingConfig config) throws SQLException {
        try (Connection connection = database.getConnection()) {
            OutboxTable.prune(connection, config.outbox().retention());
            pruneInbox(connection, config.inbox().retention());
            return OutboxTable.backlog(connection);
        }
    }

    static int pruneInbox(Connection connection, Duration retention) throws SQLException {
        try (PreparedStatement prune = connection.prepareStatement(PRUNE_INBOX)) {
            prune.setDouble(1, retention.toSeconds());
            return prune.executeUpdate();
        }
    }
}
