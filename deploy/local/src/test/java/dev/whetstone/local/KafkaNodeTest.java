package dev.whetstone.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whetstone.contracts.Topic;
import dev.whetstone.contracts.TopicSettings;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

@Timeout(60)
class KafkaNodeTest {

    private static final TopicPartition PLACE = new TopicPartition(Topic.DATASET.topicName(), 0);

    @TempDir
    Path directory;

    @Test
    void everyTopicIsThereWithItsSettingsAndItsDeadLetters() throws Exception {
        try (KafkaNode node = KafkaNode.start(directory, 0);
                Admin admin = Admin.create(Map.of("bootstrap.servers", node.bootstrapServers()))) {
            for (TopicSettings settings : TopicSettings.all()) {
                String name = settings.topic().topicName();
                String deadLetters = settings.topic().deadLetterName();
                Map<String, TopicDescription> found = admin.describeTopics(List.of(name, deadLetters))
                        .allTopicNames()
                        .get();
                assertThat(found.get(name).partitions()).hasSize(settings.partitions());
                assertThat(found.get(deadLetters).partitions()).hasSize(1);
                ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
                var config =
                        admin.describeConfigs(List.of(resource)).all().get().get(resource);
                assertThat(config.get("cleanup.policy").value()).isEqualTo(settings.cleanup());
                settings.retention()
                        .ifPresent(kept -> assertThat(config.get("retention.ms").value())
                                .isEqualTo(String.valueOf(kept.toMillis())));
            }
        }
    }

    @Test
    void killedProcessStartsAgainWithItsRecordsOnTheSamePort() throws Exception {
        int port;
        try (NodeProcess node = NodeProcess.kafka(directory, 0)) {
            port = node.port();
            send(port, "acknowledged");
            node.kill();
        }
        try (NodeProcess node = NodeProcess.kafka(directory, port)) {
            assertThat(node.port()).isEqualTo(port);
            assertThat(records(port)).containsExactly("acknowledged");
        }
    }

    @Test
    void portInUseIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThatThrownBy(() -> KafkaNode.start(directory, taken.getLocalPort()))
                    .isInstanceOf(LocalStackException.class)
                    .hasMessageContaining("port " + taken.getLocalPort())
                    .hasMessageContaining("choose another port");
        }
        KafkaNode.start(directory, 0).close(); // the failed start holds nothing
    }

    @Test
    void directoryInUseIsNamed() {
        try (KafkaNode _ = KafkaNode.start(directory, 0)) {
            assertThatThrownBy(() -> KafkaNode.start(directory, 0))
                    .isInstanceOf(LocalStackException.class)
                    .hasMessageContaining(directory.toString())
                    .hasMessageContaining("used by another running node");
        }
    }

    private static void send(int port, String value) throws Exception {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", "127.0.0.1:" + port, "acks", "all"),
                new StringSerializer(),
                new StringSerializer())) {
            producer.send(new ProducerRecord<>(PLACE.topic(), PLACE.partition(), "k", value))
                    .get();
        }
    }

    private static List<String> records(int port) {
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", "127.0.0.1:" + port), new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(PLACE));
            consumer.seekToBeginning(List.of(PLACE));
            long end = consumer.endOffsets(List.of(PLACE)).get(PLACE);
            List<String> values = new ArrayList<>();
            while (consumer.position(PLACE) < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
            }
            return values;
        }
    }
}
