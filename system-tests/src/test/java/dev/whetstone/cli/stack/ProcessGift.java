package dev.whetstone.cli.stack;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Everything a process gets from who starts it: its command line and its environment. */
public record ProcessGift(List<String> command, Map<String, String> environment) {

    public ProcessGift {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /** Names of settings: what stands before {@code =}. */
    public List<String> names() {
        return Stream.concat(command.stream(), environment.keySet().stream())
                .map(text -> text.split("=", 2)[0])
                .toList();
    }

    /** Files and directories that it is told of, and that are there. */
    public List<Path> paths() {
        return Stream.concat(command.stream(), environment.values().stream())
                .map(text -> text.substring(text.indexOf('=') + 1))
                .filter(text -> text.startsWith("/"))
                .map(Path::of)
                .filter(Files::exists)
                .toList();
    }
}
