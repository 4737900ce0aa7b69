package dev.whetstone.messaging;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Makes a restored database fit for empty topics: {@code db/restore/after-restore.sql}, for a program that has no {@code psql}. */
public final class AfterRestore {

    private static final String SCRIPT = "/db/restore/after-restore.sql";

    private AfterRestore() {}

    /** @param schema a connection whose search path is one service's schema; committed here */
    public static void apply(Connection schema) {
        try (Statement statement = schema.createStatement()) {
            schema.setAutoCommit(false);
            statement.execute(script());
            schema.commit();
        } catch (SQLException e) {
            throw new MessagingException("the restored outbox and inbox cannot be prepared", e);
        }
    }

    private static String script() {
        try (InputStream in = AfterRestore.class.getResourceAsStream(SCRIPT)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(SCRIPT + " cannot be read", e);
        }
    }
}
