package dev.whetstone.engine.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * What this process may still take on Linux: the machine's {@code MemAvailable} (proc(5)) and, in a container, what its control group leaves
 * (cgroups version 2: memory.max less memory.current, file pages that can be dropped not counted).
 */
record AvailableMemory(Path root) {

    private static final Path MACHINE = Path.of("proc/meminfo");
    private static final Path GROUP = Path.of("sys/fs/cgroup");

    static AvailableMemory ofThisMachine() {
        return new AvailableMemory(Path.of("/"));
    }

    /** In bytes; empty where nothing says. */
    OptionalLong bytes() {
        return Stream.concat(machine().stream(), group().stream())
                .mapToLong(Long::longValue)
                .min();
    }

    private Optional<Long> machine() {
        return field(MACHINE, "MemAvailable:").map(kibibytes -> kibibytes << 10);
    }

    /** Empty without a limit: {@code memory.max} says max then. */
    private Optional<Long> group() {
        Optional<Long> most = field(GROUP.resolve("memory.max"), "");
        Optional<Long> used = field(GROUP.resolve("memory.current"), "");
        if (most.isEmpty() || used.isEmpty()) {
            return Optional.empty();
        }
        long droppable = field(GROUP.resolve("memory.stat"), "inactive_file ").orElse(0L);
        return Optional.of(Math.max(0, most.get() - used.get() + droppable));
    }

    private Optional<Long> field(Path file, String name) {
        try (Stream<String> lines = Files.lines(root.resolve(file))) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line -> line.substring(name.length()).strip().split(" ")[0])
                    .findFirst()
                    .filter(number -> number.matches("\\d{1,18}"))
                    .map(Long::parseLong);
        } catch (IOException e) {
            return Optional.empty(); // another system, or a group that has no such limit
        }
    }
}
