package dev.whetstone.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whetstone.contracts.PassesByItself;
import org.junit.jupiter.api.Test;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.sql.SQLException;

class FailuresTest {

    @Test
    void databaseAndNetworkComeBackByThemselves() {
        assertPasses(new SQLException("terminating connection due to administrator command", "57P01"));
        assertPasses(new SQLException("connection refused", "08001"));
        assertPasses(new SQLException("deadlock detected", "40P01"));
        assertPasses(new SQLException("could not extend file", "53100"));
        assertPasses(new SQLException("lock not available", "55P03"));
        assertPasses(new SQLException("Acquisition timeout while waiting for new connection"));
        assertPasses(new MessagingException("x", new SQLException("closed", "08003")));
        assertPasses(new UncheckedIOException(new ConnectException("refused")));
        assertPasses(new IOException("No space left on device"));
        assertPasses(new TransientFailure("the store is away", new IOException("?")));
        assertPasses(new IllegalStateException("in a transaction", new StoreAway()));
    }

    @Test
    void whatIsWrongStaysWrong() {
        assertStays(new SQLException("duplicate key", "23505"));
        assertStays(new SQLException("relation does not exist", "42P01"));
        assertStays(new IllegalStateException("bug"));
        assertStays(new UncheckedIOException(new FileNotFoundException("gone")));
        assertStays(new NullPointerException());
    }

    @Test
    void commitThatFailedOnAConstraintFailsAgain() {
        jakarta.transaction.RollbackException constraint =
                new jakarta.transaction.RollbackException("could not commit");
        constraint.addSuppressed(new SQLException("violates check constraint", "23514"));
        assertStays(constraint);
        assertPasses(new jakarta.transaction.RollbackException("could not commit"));
    }

    @Test
    void causesThatPointAtEachOtherEnd() {
        Exception one = new Exception("one");
        one.initCause(new Exception("other", one));
        assertStays(one);
    }

    /** As artifacts has it, whose types are unknown here. */
    private static final class StoreAway extends RuntimeException implements PassesByItself {}

    private static void assertPasses(Throwable failure) {
        assertThat(Failures.passByThemselves(failure)).as("%s", failure).isTrue();
    }

    private static void assertStays(Throwable failure) {
        assertThat(Failures.passByThemselves(failure)).as("%s", failure).isFalse();
    }
}
