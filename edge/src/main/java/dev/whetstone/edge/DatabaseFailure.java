package dev.whetstone.edge;

import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Tells a database that is away from one that refuses. */
public final class DatabaseFailure {

    /** Connection exceptions, insufficient resources, operator intervention. */
    private static final List<String> AWAY = List.of("08", "53", "57");

    private static final int MOST_LOOKED_AT = 100;

    private DatabaseFailure() {}

    /** Looks at everything that led to it or happened beside it: a commit that fails hides its reason two steps aside. */
    public static boolean isAway(Throwable failure) {
        Set<Throwable> seen =
                Collections.newSetFromMap(new IdentityHashMap<>()); // failures may refer to each other in circles
        Deque<Throwable> open = new ArrayDeque<>(List.of(failure));
        while (!open.isEmpty() && seen.size() < MOST_LOOKED_AT) {
            Throwable e = open.poll();
            if (e instanceof SQLException sql && isAway(sql)) {
                return true;
            }
            if (seen.add(e)) {
                Optional.ofNullable(e.getCause()).ifPresent(open::add);
                open.addAll(List.of(e.getSuppressed()));
            }
        }
        return false;
    }

    private static boolean isAway(SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        boolean noConnection = String.valueOf(e.getMessage()).contains("Acquisition timeout")
                || String.valueOf(e.getMessage()).contains("Connection is closed");
        return e instanceof SQLTransientException
                || noConnection
                || AWAY.stream().anyMatch(state::startsWith);
    }
}
