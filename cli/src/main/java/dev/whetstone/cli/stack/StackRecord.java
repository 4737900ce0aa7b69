package dev.whetstone.cli.stack;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code stack.json}: ports, base model and processes, so that another command finds, asks and stops them. */
record StackRecord(StackPorts ports, String baseModel, List<RunningProcess> processes) {

    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    StackRecord {
        processes = List.copyOf(processes);
    }

    static Optional<StackRecord> read(StackDirectory directory) {
        if (!Files.exists(directory.record())) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(directory.record().toFile(), StackRecord.class));
        } catch (IOException e) {
            throw new UncheckedIOException(directory.record() + " cannot be read", e);
        }
    }

    void write(StackDirectory directory) {
        Path beside = directory.record().resolveSibling("stack.json.new");
        try {
            JSON.writeValue(beside.toFile(), this);
            Files.move(beside, directory.record(), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(directory.record() + " cannot be written", e);
        }
    }

    boolean anyAlive() {
        return processes.stream().anyMatch(RunningProcess::alive);
    }

    boolean alive(String name) {
        return processes.stream().anyMatch(process -> process.name().equals(name) && process.alive());
    }

    StackRecord with(RunningProcess process) {
        List<RunningProcess> all = new ArrayList<>(processes);
        all.removeIf(other -> other.name().equals(process.name()));
        all.add(process);
        return new StackRecord(ports, baseModel, all);
    }
}
