package dev.whetstone.system.kill;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.contracts.EventJson;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** The processes of a stack as its {@code stack.json} and the operating system tell of them. Linux only. */
public final class LivingStack {

    public static final String WORKER = "training worker";

    private static final String WORKER_MAIN = "dev.whetstone.training.worker.WorkerMain";

    private final Path directory;

    public LivingStack(Path directory) {
        this.directory = directory.toAbsolutePath().normalize();
    }

    /** @param name {@code kafka postgres dataset eval training gateway grpc} */
    public int port(String name) {
        int port = file().path("ports").path(name).asInt();
        if (port == 0) {
            throw new IllegalStateException(directory.resolve("stack.json") + " names no port for " + name);
        }
        return port;
    }

    /** Every process that lives: broker, database, services, and the training worker while there is one. */
    public List<Victim> living() {
        List<Victim> living = new ArrayList<>();
        for (JsonNode part : file().path("processes")) {
            alive(part)
                    .ifPresent(
                            process -> living.add(new Victim(part.path("name").asText(), process)));
        }
        workers().forEach(worker -> living.add(new Victim(WORKER, worker)));
        return living;
    }

    /** Parts of the stack that should live and do not. */
    public List<String> missing() {
        return StreamSupport.stream(file().path("processes").spliterator(), false)
                .filter(part -> alive(part).isEmpty())
                .map(part -> part.path("name").asText())
                .toList();
    }

    private JsonNode file() {
        try {
            return EventJson.mapper().readTree(directory.resolve("stack.json").toFile());
        } catch (IOException e) {
            throw new UncheckedIOException("no stack can be found in " + directory + ": run `whetstone up` first", e);
        }
    }

    /** The same process, not one that has got its number since. */
    private static Optional<ProcessHandle> alive(JsonNode part) {
        return ProcessHandle.of(part.path("pid").asLong())
                .filter(ProcessHandle::isAlive)
                .filter(process ->
                        process.info().startInstant().map(Instant::toEpochMilli).orElse(0L)
                                == part.path("startedMillis").asLong());
    }

    private List<ProcessHandle> workers() {
        return ProcessHandle.allProcesses()
                .filter(process -> isWorker(commandLine(process.pid())))
                .toList();
    }

    private boolean isWorker(String commandLine) {
        return commandLine.contains(WORKER_MAIN) && commandLine.contains(directory + "/");
    }

    /** Not through {@link ProcessHandle.Info}, which gives up on command lines of four kilobytes and more. */
    private static String commandLine(long pid) {
        try {
            byte[] arguments = Files.readAllBytes(Path.of("/proc", Long.toString(pid), "cmdline"));
            return new String(arguments, StandardCharsets.UTF_8).replace('\0', ' ');
        } catch (IOException _) {
            return ""; // it has ended
        }
    }
}
