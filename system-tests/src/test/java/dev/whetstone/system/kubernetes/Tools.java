package dev.whetstone.system.kubernetes;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What {@code system-tests/tools} has built. */
record Tools(Path directory) {

    static Tools find() {
        return Optional.ofNullable(System.getenv("WHETSTONE_TOOLS"))
                .map(directory -> new Tools(Path.of(directory).toAbsolutePath()))
                .orElseThrow(
                        () -> new IllegalStateException(
                                "WHETSTONE_TOOLS is not set: run ./whetstone test kubernetes, which builds the servers and sets it"));
    }

    Path program(String name) {
        return require(directory.resolve("bin").resolve(name));
    }

    /** What kwok lets a node or a pod go through. */
    Path stage(String name) {
        return require(directory.resolve("stages").resolve(name + ".yaml"));
    }

    /** Custom resource definitions of {@code keda}, {@code kueue} or {@code prometheus-operator}. */
    Path definitions(String of) {
        return require(directory.resolve("definitions").resolve(of));
    }

    private static Path require(Path path) {
        if (!Files.exists(path)) {
            throw new IllegalStateException(
                    path + " is not there: run system-tests/tools with the same WHETSTONE_TOOLS");
        }
        return path;
    }
}
