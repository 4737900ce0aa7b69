package dev.whetstone.cli.stack;

import dev.whetstone.cli.Installation;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.Optional;

/** The option that says which stack a command is about. */
public final class StackOptions {

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "The stack's directory. Default: .whetstone/stack beside the script.")
    Path directory;

    public Path directory() {
        return Optional.ofNullable(directory)
                .orElseGet(() -> Installation.find().state().resolve("stack"));
    }

    public Stack require() {
        return Stack.require(directory());
    }
}
