package dev.whetstone.local;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The server in a session and process group of its own, behind a shell that watches a pipe to this virtual machine: a line on it stops
 * the server in order, its end (this process died, however) stops it at once. So no killed owner leaves a server behind.
 */
final class PostgresProcess {

    private static final String WATCH = """
            exec 3<&0
            "$@" </dev/null 3<&- &
            server=$!
            ( if read -r _ <&3; then kill -INT $server; else kill -QUIT $server; fi ) 2>/dev/null &
            watch=$!
            wait $server
            status=$?
            kill $watch 2>/dev/null
            exit $status
            """;

    private final Process shell;

    private PostgresProcess(Process shell) {
        this.shell = shell;
    }

    static PostgresProcess start(List<String> server, Path log) {
        List<String> command = new ArrayList<>(List.of("setsid", "sh", "-c", WATCH, "postgres"));
        command.addAll(server);
        try {
            return new PostgresProcess(new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start());
        } catch (IOException e) {
            throw new LocalStackException(
                    "PostgreSQL cannot be started (" + e.getMessage()
                            + "): setsid and sh are needed (package util-linux)",
                    e);
        }
    }

    boolean isAlive() {
        return shell.isAlive();
    }

    void awaitEnd() {
        try {
            shell.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalStackException("interrupted while PostgreSQL ran", e);
        }
    }

    /** Sessions are ended, everything is written, then it ends. */
    void stop() {
        try (OutputStream pipe = shell.getOutputStream()) {
            pipe.write('\n');
            pipe.flush();
        } catch (IOException _) {
            // it has ended already
        }
        awaitEnd();
    }

    /** {@code kill -9} to the whole group: the server and every session. */
    void kill() {
        if (!Commands.succeeds(List.of("sh", "-c", "kill -9 -" + shell.pid()))) {
            shell.destroyForcibly(); // the pipe ends with it: the server is ended by that
        }
        awaitEnd();
    }
}
