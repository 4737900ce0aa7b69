package dev.whetstone.cli.stack;

import dev.whetstone.cli.CommandFailure;
import dev.whetstone.cli.keys.KeyPairs;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where one stack keeps everything: data, artifacts, keys, logs, and who is running. */
public record StackDirectory(Path root) {

    private static final String SETTINGS = ".properties";

    public StackDirectory {
        root = root.toAbsolutePath().normalize();
    }

    public Path data(String process) {
        return root.resolve(process);
    }

    /** Kafka and PostgreSQL write it when they answer. */
    Path announcement(String process) {
        return data(process).resolve("node.port");
    }

    public Path artifacts() {
        return root.resolve("artifacts");
    }

    public Path training() {
        return root.resolve("training");
    }

    public Path log(String process) {
        return root.resolve("logs").resolve(process + ".log");
    }

    public Path keys() {
        return root.resolve("keys");
    }

    public Path privateKey(String owner) {
        return pairs().privateKey(owner);
    }

    public Path publicKey(String owner) {
        return pairs().publicKey(owner);
    }

    /**
     * Settings of a person's own for one service, over those that the stack gives it; an empty value takes one away. Read at each start.
     */
    Map<String, String> settings(String service) {
        Path file = root.resolve("settings").resolve(service + SETTINGS);
        if (!Files.exists(file)) {
            return Map.of();
        }
        Properties settings = new Properties();
        try (Reader text = Files.newBufferedReader(file)) {
            settings.load(text);
        } catch (IOException | IllegalArgumentException e) {
            throw CommandFailure.failed(
                    "the settings in " + file + " cannot be read: " + e.getMessage(),
                    "Each line is a setting: whetstone.some.setting=value.");
        }
        return settings.stringPropertyNames().stream()
                .collect(Collectors.toMap(
                        name -> name, name -> settings.getProperty(name).strip()));
    }

    /** A misspelt name would be settings that nobody ever reads. */
    void requireSettingsOnlyOf(List<String> services) {
        Path folder = root.resolve("settings");
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(file -> services.stream().noneMatch(service -> file.endsWith(service + SETTINGS)))
                    .findFirst()
                    .ifPresent(file -> {
                        throw CommandFailure.usage(
                                file + " is for no service of the stack",
                                "Name it after one of " + String.join(", ", services) + ", with the ending " + SETTINGS
                                        + ".");
                    });
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look into " + folder, e);
        }
    }

    Path record() {
        return root.resolve("stack.json");
    }

    /** Makes what is not there yet; keys that exist are kept, since sealed splits are lost without them. */
    void prepare() {
        try {
            Files.createDirectories(root.resolve("logs"));
            Files.createDirectories(keys());
            Files.createDirectories(artifacts());
            Files.createDirectories(training());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the stack's directory " + root, e);
        }
        pairs().makeMissing();
    }

    private KeyPairs pairs() {
        return new KeyPairs(keys());
    }
}
