package dev.whetstone.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.List;

/**
 * Who may enter: a role for each service that owns a database, with a schema of its own and no right in any other. Passwords are made
 * once, and kept in files that only their owner may read.
 */
final class PostgresAccounts {

    static final String SUPERUSER = "postgres";
    static final String DATABASE = "whetstone";
    static final List<String> SCHEMAS = List.of("dataset", "evaluation", "training");

    private static final int PASSWORD_BYTES = 24;

    private final Path passwords;

    PostgresAccounts(Path nodeDirectory) {
        this.passwords = nodeDirectory.resolve("passwords");
    }

    DatabaseAccess access(int port, String schema) {
        if (!SCHEMAS.contains(schema)) {
            throw new IllegalArgumentException("schema: expected one of " + SCHEMAS + ", but got '" + schema + "'");
        }
        String role = role(schema);
        return new DatabaseAccess(url(port, DATABASE), role, read(role));
    }

    /** File with the role's password, made when it is not there. */
    Path passwordFile(String role) {
        try {
            Files.createDirectories(
                    passwords, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Path file = passwords.resolve(role);
            if (!Files.exists(file)) {
                byte[] random = new byte[PASSWORD_BYTES];
                new SecureRandom().nextBytes(random);
                Path beside = passwords.resolve(role + ".new");
                Files.deleteIfExists(beside);
                Files.createFile(
                        beside, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                Files.writeString(
                        beside, Base64.getUrlEncoder().withoutPadding().encodeToString(random));
                Files.move(beside, file);
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep a password in " + passwords, e);
        }
    }

    /** Idempotent: a node that was killed half way through is set up by its next start. */
    void setUp(int port) throws SQLException {
        try (Connection server = superuser(port, "postgres")) {
            if (!exists(server, "SELECT 1 FROM pg_database WHERE datname = '" + DATABASE + "'")) {
                execute(server, "CREATE DATABASE " + DATABASE);
            }
        }
        try (Connection database = superuser(port, DATABASE)) {
            execute(database, "REVOKE ALL ON DATABASE " + DATABASE + " FROM PUBLIC");
            execute(database, "REVOKE ALL ON SCHEMA public FROM PUBLIC");
            for (String schema : SCHEMAS) {
                setUp(database, schema);
            }
        }
    }

    private void setUp(Connection database, String schema) throws SQLException {
        String role = role(schema);
        passwordFile(role);
        if (!exists(database, "SELECT 1 FROM pg_roles WHERE rolname = '" + role + "'")) {
            execute(database, "CREATE ROLE " + role + " LOGIN");
        }
        execute(database, "ALTER ROLE " + role + " PASSWORD '" + read(role) + "'");
        execute(database, "ALTER ROLE " + role + " SET search_path = " + schema);
        execute(database, "GRANT CONNECT ON DATABASE " + DATABASE + " TO " + role);
        execute(database, "CREATE SCHEMA IF NOT EXISTS " + schema + " AUTHORIZATION " + role);
    }

    Connection superuser(int port, String database) throws SQLException {
        return DriverManager.getConnection(url(port, database), SUPERUSER, read(SUPERUSER));
    }

    private String read(String role) {
        try {
            return Files.readString(passwords.resolve(role));
        } catch (IOException e) {
            throw new LocalStackException(
                    "there is no password of " + role + " in " + passwords + ": start PostgreSQL there first", e);
        }
    }

    private static String role(String schema) {
        return schema + "_service";
    }

    private static String url(int port, String database) {
        return "jdbc:postgresql://" + Ports.HOST + ":" + port + "/" + database;
    }

    private static boolean exists(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            return rows.next();
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
