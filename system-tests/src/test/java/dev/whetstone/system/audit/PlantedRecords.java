package dev.whetstone.system.audit;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Puts records into topics, past messaging. */
final class PlantedRecords {

    private PlantedRecords() {}

    static void send(String bootstrapServers, List<TopicRecord> records) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", bootstrapServers, "acks", "all");
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            for (TopicRecord record : records) {
                ProducerRecord<String, String> sent = new ProducerRecord<>(record.topic(), record.key(), record.json());
                sent.headers().add("ce_id", record.id().getBytes(StandardCharsets.UTF_8));
                sent.headers().add("ce_type", record.type().getBytes(StandardCharsets.UTF_8));
                producer.send(sent).get();
            }
        }
    }
}
