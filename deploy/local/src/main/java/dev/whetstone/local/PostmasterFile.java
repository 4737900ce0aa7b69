package dev.whetstone.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code postmaster.pid}: PostgreSQL's note of who serves a data directory. A killed server leaves it behind. */
final class PostmasterFile {

    /** Linux numbers processes below 2^22. */
    private static final String NO_PROCESS = "4194305";

    private final Path data;
    private final Path file;

    PostmasterFile(Path data) {
        this.data = data;
        this.file = data.resolve("postmaster.pid");
    }

    /** The live server of this directory. */
    Optional<ProcessHandle> server() {
        return pid().filter(this::serves).flatMap(ProcessHandle::of);
    }

    /**
     * PostgreSQL takes a dead server that nobody has waited for (a zombie) for a running one and would not start. The note keeps its
     * other lines: with them PostgreSQL finds sessions that have outlived their server.
     */
    void forgetZombie() {
        Optional<Long> zombie = pid().filter(pid -> Files.exists(proc(pid)) && !serves(pid));
        if (zombie.isEmpty()) {
            return;
        }
        try {
            List<String> lines = new ArrayList<>(Files.readAllLines(file));
            lines.set(0, NO_PROCESS);
            Files.write(file, lines);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    private Optional<Long> pid() {
        try {
            return Files.readAllLines(file).stream().findFirst().map(line -> Long.parseLong(line.trim()));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private boolean serves(long pid) {
        try {
            byte[] command = Files.readAllBytes(proc(pid).resolve("cmdline")); // empty for a zombie
            return new String(command, StandardCharsets.UTF_8).contains(data.toString());
        } catch (IOException _) {
            return false; // it ended while we looked
        }
    }

    private static Path proc(long pid) {
        return Path.of("/proc", String.valueOf(pid));
    }
}
