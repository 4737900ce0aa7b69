package dev.whetstone.messaging;

import dev.whetstone.contracts.TaskName;
import dev.whetstone.contracts.Topic;
import dev.whetstone.contracts.dataset.RegressionSamplesAdded;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads what a topic holds now. */
final class TopicReader {

    private TopicReader() {}

    /** All records of a task, in order. */
    static List<ConsumerRecord<byte[], byte[]>> records(String bootstrapServers, String topic, TaskName task) {
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records(bootstrapServers, topic)) {
            if (record.key() != null && new String(record.key(), StandardCharsets.UTF_8).equals(task.value())) {
                found.add(record);
            }
        }
        return found;
    }

    static List<ConsumerRecord<byte[], byte[]>> records(String bootstrapServers, String topic) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> places = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(places);
            consumer.seekToBeginning(places);
            Map<TopicPartition, Long> ends = consumer.endOffsets(places);
            List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
            while (places.stream().anyMatch(place -> consumer.position(place) < ends.get(place))) {
                consumer.poll(Duration.ofMillis(100)).forEach(found::add);
            }
            return found;
        }
    }

    /** The numbers of a task's facts, in the order in which the topic holds them, redeliveries of one event left out. */
    static List<Integer> numbers(String bootstrapServers, TaskName task) {
        Set<Object> seen = new HashSet<>();
        return records(bootstrapServers, Topic.DATASET.topicName(), task).stream()
                .map(RecordReader::read)
                .map(reading -> ((Reading.Fact) reading).received())
                .filter(received -> seen.add(received.id()))
                .map(received -> ((RegressionSamplesAdded) received.event()).total())
                .toList();
    }
}
