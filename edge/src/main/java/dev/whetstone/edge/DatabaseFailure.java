package dev.whetstone.edge;

import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.List;

/** Tells a database that is away from one that refuses. */
public final class DatabaseFailure {

    /** Connection exceptions, insufficient resources, operator intervention. */
    private static final List<String> AWAY = List.of("08", "53", "57");

    private DatabaseFailure() {}

    public static boolean isAway(Throwable failure) {
        int depth = 0;
        for (Throwable e = failure; e != null && depth < 20; e = e.getCause(), depth++) {
            if (e instanceof SQLException sql && isAway(sql)) {
                return true;
            }
            for (Throwable suppressed : e.getSuppressed()) {
                if (suppressed instanceof SQLException sql && isAway(sql)) {
                    return true;
                }
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
