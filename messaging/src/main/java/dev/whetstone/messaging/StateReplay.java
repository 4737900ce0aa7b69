package dev.whetstone.messaging;

import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.IncomingKafkaRecord;
import io.smallrye.reactive.messaging.kafka.KafkaConnectorIncomingConfiguration;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import io.smallrye.reactive.messaging.kafka.commit.KafkaCommitHandler;
import io.vertx.mutiny.core.Vertx;
import org.apache.kafka.common.TopicPartition;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Default;

/** How far a replica has read the compacted state that was there when it started. Nothing is committed: the next start reads it all. */
@ApplicationScoped
@Default
@Identifier(StateReplay.STRATEGY)
public class StateReplay implements KafkaCommitHandler.Factory {

    static final String STRATEGY = "whetstone-state";

    private final Map<TopicPartition, Long> ends = new ConcurrentHashMap<>();
    private final Map<TopicPartition, Long> read = new ConcurrentHashMap<>();
    private volatile boolean assigned;

    /** Whether everything that was in the topic when this replica started has been handled: its picture of the state is current. */
    public boolean complete() {
        return assigned
                && ends.entrySet().stream().allMatch(end -> read.getOrDefault(end.getKey(), 0L) >= end.getValue());
    }

    @Override
    public KafkaCommitHandler create(
            KafkaConnectorIncomingConfiguration channel,
            Vertx vertx,
            KafkaConsumer<?, ?> consumer,
            BiConsumer<Throwable, Boolean> reportFailure) {
        return new KafkaCommitHandler() {
            @Override
            public void partitionsAssigned(Collection<TopicPartition> partitions) {
                var own = consumer.unwrap(); // this is the polling thread, the only one that may use it
                start(own.beginningOffsets(partitions), own.endOffsets(partitions));
            }

            @Override
            public <K, V> Uni<Void> handle(IncomingKafkaRecord<K, V> record) {
                handled(new TopicPartition(record.getTopic(), record.getPartition()), record.getOffset());
                return Uni.createFrom().voidItem().runSubscriptionOn(record::runOnMessageContext);
            }
        };
    }

    void start(Map<TopicPartition, Long> beginnings, Map<TopicPartition, Long> current) {
        beginnings.forEach(read::putIfAbsent);
        current.forEach(ends::putIfAbsent);
        assigned = true;
    }

    void handled(TopicPartition partition, long offset) {
        read.merge(partition, offset + 1, Math::max);
    }
}
