package dev.whetstone.local;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Kafka and, when the init argument {@code schema} names one, PostgreSQL for {@code @QuarkusTest}s, started once for each test virtual
 * machine in processes of their own below {@code target/embedded-stack}. They end when that virtual machine does.
 *
 * <p>What runs is remembered in system properties, not in fields: Quarkus may load this class more than once.
 */
public final class EmbeddedStack implements QuarkusTestResourceLifecycleManager {

    private static final String KAFKA = "whetstone.embedded.kafka";
    private static final String POSTGRES = "whetstone.embedded.postgres";
    private static final String PROCESS = ".process";

    private Optional<String> schema = Optional.empty();

    @Override
    public void init(Map<String, String> arguments) {
        schema = Optional.ofNullable(arguments.get("schema"));
    }

    @Override
    public Map<String, String> start() {
        synchronized (System.getProperties()) {
            Map<String, String> settings = new HashMap<>();
            settings.put("quarkus.devservices.enabled", "false");
            settings.put("kafka.bootstrap.servers", Ports.HOST + ":" + port(KAFKA));
            schema.ifPresent(name -> settings.putAll(database(name)));
            return settings;
        }
    }

    private static Map<String, String> database(String schema) {
        DatabaseAccess access = PostgresNode.access(directory(POSTGRES), port(POSTGRES), schema);
        return Map.of(
                "quarkus.datasource.jdbc.url", access.jdbcUrl(),
                "quarkus.datasource.username", access.username(),
                "quarkus.datasource.password", access.password());
    }

    /** Kills the broker, does something without it, and starts it again on the same port with what it had acknowledged. */
    public static void withoutKafka(Runnable action) {
        without(KAFKA, action);
    }

    /** Kills the database, does something without it, and starts it again on the same port with what it had committed. */
    public static void withoutPostgres(Runnable action) {
        without(POSTGRES, action);
    }

    private static void without(String node, Runnable action) {
        int port = port(node);
        ProcessHandle process = ProcessHandle.of(Long.getLong(node + PROCESS)).orElseThrow();
        process.destroyForcibly();
        process.onExit().join();
        Ports.awaitClosed(port);
        try {
            action.run();
        } finally {
            start(node, port);
        }
    }

    private static int port(String node) {
        if (Integer.getInteger(node) == null) {
            removeDirectoriesOfTheDead();
            start(node, 0);
        }
        return Integer.getInteger(node);
    }

    private static void start(String node, int port) {
        Path directory = directory(node);
        NodeProcess process =
                node.equals(KAFKA) ? NodeProcess.kafka(directory, port) : NodeProcess.postgres(directory, port);
        System.setProperty(node, String.valueOf(process.port()));
        System.setProperty(node + PROCESS, String.valueOf(process.pid()));
    }

    private static Path directory(String node) {
        return root().resolve(String.valueOf(ProcessHandle.current().pid())).resolve(node);
    }

    private static Path root() {
        return Path.of("target", "embedded-stack").toAbsolutePath();
    }

    private static void removeDirectoriesOfTheDead() {
        for (Path directory : directories()) {
            long owner = Long.parseLong(directory.getFileName().toString());
            if (ProcessHandle.of(owner).isEmpty()) {
                Trees.delete(directory);
            }
        }
    }

    private static List<Path> directories() {
        try (Stream<Path> directories = Files.list(Files.createDirectories(root()))) {
            return directories.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Does nothing: the next test class uses the same stack. */
    @Override
    public void stop() {}
}
