package dev.whetstone.messaging;

import dev.whetstone.contracts.PassesByItself;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.http.HttpTimeoutException;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import jakarta.transaction.RollbackException;
import jakarta.transaction.SystemException;

/** Which failures are gone when the same is tried again later, without anybody changing the event or the program. */
final class Failures {

    /** Connection, resources, operator's intervention, system, transaction rolled back (deadlock, serialization). */
    private static final Set<String> PASSING_CLASSES = Set.of("08", "53", "57", "58", "40");
    /** Lock not available; read-only while a standby takes over. */
    private static final Set<String> PASSING_STATES = Set.of("55P03", "25006");
    /** By name: neither library is a dependency of this module. */
    private static final Set<String> PASSING_TYPES = Set.of(
            "jakarta.persistence.OptimisticLockException",
            "jakarta.persistence.PessimisticLockException",
            "jakarta.persistence.LockTimeoutException",
            "jakarta.persistence.QueryTimeoutException",
            "org.hibernate.StaleStateException");

    private Failures() {}

    static boolean passByThemselves(Throwable failure) {
        List<Throwable> all = withCauses(failure);
        // What the database says about itself decides: a commit that failed on a constraint fails again.
        Optional<SQLException> database = all.stream()
                .filter(SQLException.class::isInstance)
                .map(SQLException.class::cast)
                .filter(e -> e.getSQLState() != null)
                .findFirst();
        return database.map(Failures::passes).orElseGet(() -> all.stream().anyMatch(Failures::passes));
    }

    private static boolean passes(SQLException e) {
        String state = e.getSQLState();
        return e instanceof SQLTransientException
                || e instanceof SQLRecoverableException
                || PASSING_STATES.contains(state)
                || state.length() == 5 && PASSING_CLASSES.contains(state.substring(0, 2));
    }

    private static boolean passes(Throwable e) {
        return switch (e) {
            case PassesByItself _, SocketException _, SocketTimeoutException _, HttpTimeoutException _ -> true;
            case SQLTransientException _, SQLRecoverableException _ -> true;
            case SQLException pool ->
                says(pool, "acquisition timeout"); // every connection is in use or none can be made
            case IOException disk -> says(disk, "no space left");
            case RollbackException _, SystemException _ -> true;
            default -> PASSING_TYPES.contains(e.getClass().getName());
        };
    }

    private static boolean says(Throwable e, String text) {
        return e.getMessage() != null && e.getMessage().toLowerCase(Locale.ROOT).contains(text);
    }

    private static List<Throwable> withCauses(Throwable failure) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Throwable> all = new ArrayList<>();
        collect(failure, all, seen);
        return all;
    }

    private static void collect(Throwable failure, List<Throwable> all, Set<Throwable> seen) {
        if (failure == null || !seen.add(failure)) {
            return;
        }
        all.add(failure);
        collect(failure.getCause(), all, seen);
        for (Throwable suppressed : failure.getSuppressed()) {
            collect(suppressed, all, seen);
        }
    }
}
