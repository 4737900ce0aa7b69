package dev.whetstone.edge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;

class DatabaseFailureTest {

    @ParameterizedTest
    @CsvSource({
        "connection refused, 08001, true",
        "too many clients, 53300, true",
        "terminating connection, 57P01, true",
        "Acquisition timeout while waiting for new connection, , true",
        "Connection is closed, , true",
        "duplicate key value, 23505, false",
        "no such column, 42703, false",
        "whatever, , false"
    })
    void aDatabaseThatIsAwayIsToldFromOneThatRefuses(String message, String state, boolean away) {
        RuntimeException failure = new IllegalStateException(new SQLException(message, state));

        assertThat(DatabaseFailure.isAway(failure)).isEqualTo(away);
    }

    @Test
    void aFailureBesideTheOneThrownIsSeen() {
        RuntimeException failure = new IllegalStateException("rolled back");
        failure.addSuppressed(new SQLTransientConnectionException());

        assertThat(DatabaseFailure.isAway(failure)).isTrue();
        assertThat(DatabaseFailure.isAway(new IllegalStateException("rolled back")))
                .isFalse();
    }

    /** As a transaction manager tells it: what the driver said is the cause of something beside the cause. */
    @Test
    void aCommitThatFailsForWantOfAConnectionIsSeen() {
        Exception ofResource = new Exception("cannot commit", new SQLException("An I/O error occurred", "08006"));
        Exception rolledBack = new Exception("could not commit");
        rolledBack.addSuppressed(ofResource);
        RuntimeException failure = new IllegalStateException("a method failed", rolledBack);
        ofResource.getCause().addSuppressed(failure); // and round again

        assertThat(DatabaseFailure.isAway(failure)).isTrue();
    }
}
