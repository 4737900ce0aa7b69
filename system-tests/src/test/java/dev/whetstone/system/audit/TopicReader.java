package dev.whetstone.system.audit;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringDeserializer;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Reads topics from their first record to the last that is there now, with a plain consumer of no group. */
public final class TopicReader {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Comparator<TopicRecord> PLACES = Comparator.comparing(TopicRecord::topic)
            .thenComparing(TopicRecord::partition)
            .thenComparing(TopicRecord::offset);

    private TopicReader() {}

    public static List<TopicRecord> read(String bootstrapServers, Collection<String> topics) {
        Map<String, Object> settings = Map.of("bootstrap.servers", bootstrapServers, "enable.auto.commit", "false");
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> partitions = topics.stream()
                    .flatMap(topic -> partitions(consumer, topic).stream())
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            return readTo(consumer, consumer.endOffsets(partitions));
        }
    }

    private static List<TopicPartition> partitions(KafkaConsumer<String, String> consumer, String topic) {
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        if (partitions.isEmpty()) {
            throw new IllegalStateException("the broker has no topic " + topic);
        }
        return partitions;
    }

    private static List<TopicRecord> readTo(KafkaConsumer<String, String> consumer, Map<TopicPartition, Long> ends) {
        List<TopicRecord> found = new ArrayList<>();
        Instant deadline = Instant.now().plus(PATIENCE);
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            if (Instant.now().isAfter(deadline)) {
                throw new IllegalStateException("topics cannot be read to their ends " + ends + " within " + PATIENCE);
            }
            consumer.poll(Duration.ofMillis(200)).forEach(record -> found.add(of(record)));
        }
        return found.stream().sorted(PLACES).toList();
    }

    private static TopicRecord of(ConsumerRecord<String, String> record) {
        return new TopicRecord(
                record.topic(),
                record.partition(),
                record.offset(),
                header(record, "ce_id"),
                header(record, "ce_type"),
                record.key(),
                record.value());
    }

    private static String header(ConsumerRecord<?, ?> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }
}
