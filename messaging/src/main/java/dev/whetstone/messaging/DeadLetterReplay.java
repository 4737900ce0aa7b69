package dev.whetstone.messaging;

import dev.whetstone.contracts.Topic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/**
 * Lists the dead letters of a topic, and sends those that were not replayed yet to where they came from, each once. They keep their
 * event ids: consumers that had taken one in know it again and do nothing.
 */
public final class DeadLetterReplay implements AutoCloseable {

    private static final String GROUP = "whetstone.dead-letter-replay";
    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final RecordSender sender;

    private DeadLetterReplay(KafkaConsumer<byte[], byte[]> consumer, RecordSender sender) {
        this.consumer = consumer;
        this.sender = sender;
    }

    public static DeadLetterReplay connect(String bootstrapServers) {
        Map<String, Object> broker = BrokerConnection.of(bootstrapServers, System.getenv());
        Map<String, Object> consumer = new HashMap<>(broker);
        consumer.put("group.id", GROUP);
        consumer.put("enable.auto.commit", false);
        consumer.put("default.api.timeout.ms", 15_000);
        return new DeadLetterReplay(
                new KafkaConsumer<>(consumer, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
                new RecordSender(broker, GROUP));
    }

    /**
     * Those that wait to be replayed, oldest first.
     *
     * @throws MessagingException when the broker does not answer
     */
    public List<DeadLetter> list(Topic topic) {
        List<DeadLetter> waiting = new ArrayList<>();
        forEachWaiting(topic, record -> waiting.add(DeadLetter.read(record)));
        return List.copyOf(waiting);
    }

    /**
     * Sends every waiting dead letter to its topic. Interrupted half way, the next replay goes on after the last one sent; the one
     * in between may be sent twice, which its event id makes harmless.
     *
     * @return those that were sent
     * @throws MessagingException when the broker does not answer or take one: it and those behind it go on waiting
     */
    public List<DeadLetter> replay(Topic topic) {
        List<DeadLetter> sent = new ArrayList<>();
        Set<String> origins = new HashSet<>();
        forEachWaiting(topic, record -> {
            DeadLetter letter = DeadLetter.read(record);
            if (!letter.origin().isEmpty() && !origins.add(letter.origin())) {
                commit(topic, record.offset());
                return; // another group, or a redelivery, gave up on the same record: one copy reaches every group
            }
            send(topic, record, letter);
            commit(topic, record.offset());
            sent.add(letter);
        });
        return List.copyOf(sent);
    }

    private void commit(Topic topic, long offset) {
        consumer.commitSync(Map.of(place(topic), new OffsetAndMetadata(offset + 1)));
    }

    private void send(Topic topic, ConsumerRecord<byte[], byte[]> record, DeadLetter letter) {
        try {
            sender.send(DeadLetter.resurrect(record, topic.topicName())).join();
        } catch (CompletionException e) {
            throw new MessagingException(
                    "dead letter " + letter.offset() + " of " + topic.deadLetterName() + " cannot be sent to "
                            + topic.topicName() + ": replay again when the broker is well",
                    e.getCause());
        }
    }

    /** Up to the end as it is now: what dies again during a replay waits for the next one. */
    private void forEachWaiting(Topic topic, Consumer<ConsumerRecord<byte[], byte[]>> action) {
        try {
            readWaiting(place(topic), action);
        } catch (KafkaException e) {
            throw new MessagingException(
                    topic.deadLetterName() + " cannot be read: see whether the broker is well, then try again", e);
        }
    }

    private void readWaiting(TopicPartition place, Consumer<ConsumerRecord<byte[], byte[]>> action) {
        consumer.assign(List.of(place));
        long end = consumer.endOffsets(List.of(place)).get(place);
        long first = Math.max(
                replayed(place), consumer.beginningOffsets(List.of(place)).get(place));
        consumer.seek(place, first);
        while (consumer.position(place) < end) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (record.offset() < end) {
                    action.accept(record);
                }
            }
        }
    }

    private long replayed(TopicPartition place) {
        OffsetAndMetadata committed = consumer.committed(Set.of(place)).get(place);
        return committed == null ? 0 : committed.offset();
    }

    /** A dead-letter topic has one partition: letters are replayed in the order in which they died. */
    private static TopicPartition place(Topic topic) {
        return new TopicPartition(topic.deadLetterName(), 0);
    }

    @Override
    public void close() {
        consumer.close();
        sender.close();
    }
}
