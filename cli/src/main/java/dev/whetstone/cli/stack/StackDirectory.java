package dev.whetstone.cli.stack;

import dev.whetstone.artifacts.PrivateSealingKey;
import dev.whetstone.artifacts.SealingKeys;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where one stack keeps everything: data, artifacts, keys, logs, and who is running. */
public record StackDirectory(Path root) {

    private static final List<String> KEY_OWNERS = List.of("eval-service", "dataset-service");

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
        return keys().resolve(owner + ".private.json");
    }

    public Path publicKey(String owner) {
        return keys().resolve(owner + ".public.json");
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
        for (String owner : KEY_OWNERS) {
            if (!Files.exists(privateKey(owner))) {
                PrivateSealingKey key = SealingKeys.generate();
                key.publicKey().write(publicKey(owner));
                key.write(privateKey(owner));
            }
        }
    }
}
