package dev.whetstone.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/**
 * A copy of a running server's files from which another node starts with everything that was committed when the copy ended, in all
 * schemas at one moment. PostgreSQL's low-level backup, since the programs of the local stack have neither {@code pg_basebackup} nor
 * {@code pg_dump}: https://www.postgresql.org/docs/18/continuous-archiving.html#BACKUP-LOWLEVEL-BASE-BACKUP
 */
public final class PostgresBackup {

    private static final String DATA = "data";
    private static final String LOG_SEGMENTS = "pg_wal";

    private PostgresBackup() {}

    /**
     * @param nodeDirectory of the node that runs
     * @param target must not exist
     */
    public static void take(Path nodeDirectory, int port, Path target) {
        PostgresAccounts accounts = new PostgresAccounts(nodeDirectory);
        Path data = nodeDirectory.resolve(DATA);
        Path copy = target.resolve(DATA);
        try (Connection server = accounts.superuser(port, "postgres");
                Statement statement = server.createStatement()) {
            // Keeps the log from being recycled under the copy; ends with this connection.
            String slot = "backup_" + UUID.randomUUID().toString().replace('-', '_');
            text(statement, "SELECT slot_name FROM pg_create_physical_replication_slot('" + slot + "', true, true)");
            String first = text(statement, "SELECT pg_walfile_name(pg_backup_start('whetstone', true))");
            ServerFiles.copy(data, copy);
            String label;
            String last;
            try (ResultSet stopped =
                    statement.executeQuery("SELECT labelfile, pg_walfile_name(lsn) FROM pg_backup_stop(false)")) {
                stopped.next();
                label = stopped.getString(1);
                last = stopped.getString(2);
            }
            Files.writeString(copy.resolve("backup_label"), label);
            ServerFiles.copyLog(data.resolve(LOG_SEGMENTS), copy.resolve(LOG_SEGMENTS), first, last);
            Files.copy(accounts.passwordFile(PostgresAccounts.SUPERUSER), target.resolve("password"));
        } catch (SQLException e) {
            throw new LocalStackException(
                    "the database in " + nodeDirectory + " cannot be copied: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("the database in " + nodeDirectory + " cannot be copied to " + target, e);
        }
    }

    /**
     * Makes a directory that {@link PostgresNode} starts from. The services get new passwords with that start.
     *
     * @param nodeDirectory must hold no database
     */
    public static void restore(Path backup, Path nodeDirectory) {
        Path data = nodeDirectory.resolve(DATA);
        if (Files.exists(data)) {
            throw new LocalStackException(data + " holds a database already: restore into a directory without one");
        }
        Path beside = nodeDirectory.resolve("data.restored");
        try {
            Trees.delete(beside);
            Files.createDirectories(nodeDirectory);
            ServerFiles.copy(backup.resolve(DATA), beside);
            ServerFiles.copyLog(backup.resolve(DATA).resolve(LOG_SEGMENTS), beside.resolve(LOG_SEGMENTS), "", "\uffff");
            Unprivileged.detect().handOver(beside);
            Path password = new PostgresAccounts(nodeDirectory).passwordFile(PostgresAccounts.SUPERUSER);
            Files.copy(backup.resolve("password"), password, StandardCopyOption.REPLACE_EXISTING);
            Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
            Files.move(beside, data, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("the database of " + backup + " cannot be restored to " + nodeDirectory, e);
        }
    }

    private static String text(Statement statement, String query) throws SQLException {
        try (ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }
}
