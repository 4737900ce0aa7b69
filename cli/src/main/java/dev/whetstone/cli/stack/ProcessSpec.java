package dev.whetstone.cli.stack;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * How to start one process of the stack.
 *
 * @param ready whether it can work yet
 * @param port where it listens
 * @param patience how long it may take to become ready
 */
record ProcessSpec(
        String name,
        List<String> command,
        Map<String, String> environment,
        Path log,
        int port,
        BooleanSupplier ready,
        Duration patience) {

    ProcessSpec {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }
}
