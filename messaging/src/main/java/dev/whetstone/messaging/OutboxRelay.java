package dev.whetstone.messaging;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

import javax.sql.DataSource;

/**
 * Publishes what the outbox holds. Slots are claimed, their events sent and acknowledged, and the rows marked in one transaction: when it
 * breaks anywhere, another round sends the same events again with the same ids. Any number of relays may run.
 */
final class OutboxRelay {

    private final DataSource database;
    private final RecordSender sender;
    private final int batch;

    OutboxRelay(DataSource database, RecordSender sender, int batch) {
        this.database = database;
        this.sender = sender;
        this.batch = batch;
    }

    /**
     * @param published events that the broker took
     * @param more whether the next round has something to do at once
     * @param failure why the broker did not take all
     */
    record Round(int published, boolean more, Optional<Throwable> failure) {}

    Round publish() throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                Round round = publish(connection);
                connection.commit();
                return round;
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            }
        }
    }

    private Round publish(Connection connection) throws SQLException {
        List<Integer> slots = OutboxTable.claim(connection);
        if (slots.isEmpty()) {
            return new Round(0, false, Optional.empty());
        }
        List<OutboxTable.Row> rows = OutboxTable.pending(connection, slots, batch);
        OrderedBatch.Result result = OrderedBatch.send(
                sender, rows.stream().map(OutboxTable.Row::event).toList());
        List<Long> published = rows.stream()
                .filter(row -> result.sent().contains(row.event().id()))
                .map(OutboxTable.Row::sequence)
                .toList();
        OutboxTable.mark(connection, published);
        boolean more = rows.size() == batch && result.failure().isEmpty();
        return new Round(published.size(), more, result.failure());
    }
}
