package dev.whetstone.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * One PostgreSQL server with the database {@code whetstone}: a schema and a role for each service, none of which may enter another's.
 * Its directory is used again, also after {@code kill -9}.
 */
public final class PostgresNode implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final NodeDirectory directory;
    private final PostgresProcess process;
    private final PostgresAccounts accounts;
    private final int port;

    private PostgresNode(NodeDirectory directory, PostgresProcess process, PostgresAccounts accounts, int port) {
        this.directory = directory;
        this.process = process;
        this.accounts = accounts;
        this.port = port;
    }

    /** @param port 0 for any free one */
    public static PostgresNode start(Path path, int port) {
        NodeDirectory directory = NodeDirectory.hold(path);
        try {
            return start(directory, port);
        } catch (RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    /** A process of its own: {@code --directory DIR [--port N] [--exit-with-parent]}. */
    public static void main(String[] arguments) {
        NodeMain.run("PostgreSQL", arguments, options -> {
            PostgresNode node = start(options.directory(), options.port());
            return new NodeMain.Running(node.port, node.process::awaitEnd, node::close);
        });
    }

    /**
     * How a service reaches its schema in a server that some process started.
     *
     * @param schema {@code dataset}, {@code evaluation} or {@code training}
     */
    public static DatabaseAccess access(Path nodeDirectory, int port, String schema) {
        return new PostgresAccounts(nodeDirectory).access(port, schema);
    }

    private static PostgresNode start(NodeDirectory directory, int wanted) {
        Unprivileged user = Unprivileged.detect();
        Path programs = PostgresBinaries.unpackOnce(user).resolve("bin");
        PostgresAccounts accounts = new PostgresAccounts(directory.path());
        Path data = directory.resolve("data");
        Path log = directory.resolve("postgres.log");
        if (!Files.exists(data)) {
            initialise(directory, accounts, user, programs);
        }
        endLeftBehind(new PostmasterFile(data));
        int port = Ports.claim("PostgreSQL", wanted);
        PostgresProcess process = PostgresProcess.start(server(user, programs.resolve("postgres"), data, port), log);
        PostgresNode node = new PostgresNode(directory, process, accounts, port);
        node.awaitReady(log);
        return node;
    }

    /** Beside and renamed: a kill in the middle leaves no half database. */
    private static void initialise(
            NodeDirectory directory, PostgresAccounts accounts, Unprivileged user, Path programs) {
        Path beside = directory.resolve("data.new");
        Trees.delete(beside);
        Path password = directory.resolve("initdb.password");
        try {
            Files.copy(
                    accounts.passwordFile(PostgresAccounts.SUPERUSER), password, StandardCopyOption.REPLACE_EXISTING);
            Files.createDirectory(beside);
            user.handOver(beside);
            user.handOver(password);
            Commands.run(
                    user.command(
                            programs.resolve("initdb").toString(),
                            "--pgdata=" + beside,
                            "--encoding=UTF8",
                            "--locale=C",
                            "--username=" + PostgresAccounts.SUPERUSER,
                            "--auth=scram-sha-256",
                            "--pwfile=" + password),
                    directory.resolve("postgres.log"));
            Files.move(beside, directory.resolve("data"), StandardCopyOption.ATOMIC_MOVE);
            Files.delete(password);
        } catch (IOException e) {
            throw new UncheckedIOException("no database can be made in " + directory.path(), e);
        }
    }

    private static List<String> server(Unprivileged user, Path program, Path data, int port) {
        return user.command(
                program.toString(),
                "-D",
                data.toString(),
                "-p",
                String.valueOf(port),
                "-c",
                "listen_addresses=" + Ports.HOST,
                "-c",
                "unix_socket_directories=",
                "-c",
                "shared_buffers=32MB",
                "-c",
                "max_connections=100",
                "-c",
                "io_method=sync",
                "-c",
                "max_wal_size=256MB",
                "-c",
                "log_timezone=UTC",
                "-c",
                "timezone=UTC");
    }

    /** Its owner was killed: it is stopping by itself, and is made to go if it does not. */
    private static void endLeftBehind(PostmasterFile note) {
        Instant deadline = Instant.now().plusSeconds(5);
        for (var server = note.server(); server.isPresent(); server = note.server()) {
            if (Instant.now().isAfter(deadline)) {
                server.get().descendants().forEach(ProcessHandle::destroyForcibly);
                server.get().destroyForcibly();
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        note.forgetZombie();
    }

    private void awaitReady(Path log) {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (true) {
            try (Connection _ = accounts.superuser(port, "postgres")) {
                accounts.setUp(port);
                return;
            } catch (SQLException e) {
                if (!process.isAlive() || Instant.now().isAfter(deadline)) {
                    process.kill();
                    throw new LocalStackException(
                            "PostgreSQL did not start in " + directory.path() + ":\n" + Logs.tail(log, 20), e);
                }
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
        }
    }

    public int port() {
        return port;
    }

    /** @param schema {@code dataset}, {@code evaluation} or {@code training} */
    public DatabaseAccess access(String schema) {
        return accounts.access(port, schema);
    }

    /** Like {@code kill -9} to the server and all its sessions. */
    public void kill() {
        process.kill();
        directory.close();
    }

    /** Ends the sessions, writes everything, stops. */
    @Override
    public void close() {
        process.stop();
        directory.close();
    }
}
