package dev.whetstone.local;

import kafka.server.KafkaConfig;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

/** A combined broker and controller for one machine: one replica of everything, few threads, small buffers. */
final class KafkaSettings {

    private static final String NODE = "1";

    private KafkaSettings() {}

    static KafkaConfig of(Path logs, int port, int controllerPort) {
        Properties properties = new Properties();
        listeners(properties, port, controllerPort);
        singleReplica(properties);
        small(properties);
        properties.put("log.dirs", logs.toString());
        properties.put("auto.create.topics.enable", "false"); // a misspelled topic is an error, not a new topic
        properties.put("group.initial.rebalance.delay.ms", "0");
        properties.put("controlled.shutdown.enable", "false"); // there is no other broker to hand leadership to
        return KafkaConfig.fromProps(properties, false);
    }

    /** A directory that a killed node left behind is formatted already: its data stays. */
    static void formatOnce(KafkaConfig config) {
        String logs = config.metadataLogDir();
        if (Files.exists(Path.of(logs, "meta.properties"))) {
            return;
        }
        Formatter formatter = new Formatter();
        formatter.setClusterId(Uuid.randomUuid().toString());
        formatter.setNodeId(Integer.parseInt(NODE));
        formatter.setControllerListenerName("CONTROLLER");
        formatter.setMetadataLogDirectory(logs);
        formatter.setDirectories(List.of(logs));
        formatter.setReleaseVersion(MetadataVersion.LATEST_PRODUCTION);
        try {
            formatter.run();
        } catch (Exception e) {
            throw new LocalStackException("Kafka cannot format " + logs + ": " + e, e);
        }
    }

    private static void listeners(Properties properties, int port, int controllerPort) {
        String broker = "PLAINTEXT://" + Ports.HOST + ":" + port;
        properties.put("process.roles", "broker,controller");
        properties.put("node.id", NODE);
        properties.put("controller.quorum.voters", NODE + "@" + Ports.HOST + ":" + controllerPort);
        properties.put("listeners", broker + ",CONTROLLER://" + Ports.HOST + ":" + controllerPort);
        properties.put("advertised.listeners", broker);
        properties.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        properties.put("controller.listener.names", "CONTROLLER");
        properties.put("inter.broker.listener.name", "PLAINTEXT");
    }

    private static void singleReplica(Properties properties) {
        for (String topic : List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
            properties.put(topic + ".replication.factor", "1");
            properties.put(topic + ".num.partitions", "1");
        }
        properties.put("transaction.state.log.min.isr", "1");
        properties.put("share.coordinator.state.topic.min.isr", "1");
    }

    private static void small(Properties properties) {
        properties.put("num.network.threads", "2");
        properties.put("num.io.threads", "2");
        properties.put("background.threads", "2");
        properties.put("log.cleaner.dedupe.buffer.size", "2097152");
        properties.put("log.index.size.max.bytes", "1048576");
    }
}
