package dev.whetstone.local;

import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;

import java.nio.file.Path;

/**
 * One Kafka broker and controller in this virtual machine. Its directory is formatted once and used again, also after
 * {@code kill -9}; Whetstone's topics are there when {@link #start} returns.
 */
public final class KafkaNode implements AutoCloseable {

    private final NodeDirectory directory;
    private final KafkaRaftServer server;
    private final int port;

    private KafkaNode(NodeDirectory directory, KafkaRaftServer server, int port) {
        this.directory = directory;
        this.server = server;
        this.port = port;
    }

    /**
     * Starts a broker that cannot end this virtual machine: Kafka's calls to exit become exceptions.
     *
     * @param port 0 for any free one
     */
    public static KafkaNode start(Path directory, int port) {
        Exit.setExitProcedure((status, message) -> refuseExit(status, message));
        Exit.setHaltProcedure((status, message) -> refuseExit(status, message));
        return open(directory, port);
    }

    /** A process of its own: {@code --directory DIR [--port N] [--exit-with-parent]}. */
    public static void main(String[] arguments) {
        NodeMain.run("Kafka", arguments, options -> {
            KafkaNode node = open(options.directory(), options.port());
            return new NodeMain.Running(node.port, node.server::awaitShutdown, node::close);
        });
    }

    private static KafkaNode open(Path path, int wanted) {
        NodeDirectory directory = NodeDirectory.hold(path);
        try {
            int port = Ports.claim("Kafka", wanted);
            KafkaConfig config = KafkaSettings.of(directory.resolve("log"), port, Ports.free());
            KafkaSettings.formatOnce(config);
            KafkaRaftServer server = new KafkaRaftServer(config, Time.SYSTEM);
            KafkaNode node = new KafkaNode(directory, server, port);
            node.startUp();
            return node;
        } catch (RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    private void startUp() {
        try {
            server.startup();
            KafkaTopics.createMissing(bootstrapServers());
        } catch (RuntimeException e) {
            server.shutdown();
            throw new LocalStackException("Kafka cannot start in " + directory.path() + ": " + e, e);
        }
    }

    public String bootstrapServers() {
        return Ports.HOST + ":" + port;
    }

    public int port() {
        return port;
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
        directory.close();
    }

    private static void refuseExit(int status, String message) {
        throw new IllegalStateException("Kafka wanted to end this process with status " + status + ": " + message);
    }
}
