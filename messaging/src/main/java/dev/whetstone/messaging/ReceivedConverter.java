package dev.whetstone.messaging;

import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MessageConverter;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Message;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;

import jakarta.enterprise.context.ApplicationScoped;

/** Makes the {@link Received} that a consumer's method asks for. A failure here sends the record to the dead letters. */
@ApplicationScoped
class ReceivedConverter implements MessageConverter {

    @Override
    public boolean canConvert(Message<?> in, Type target) {
        return isReceived(target)
                && in.getMetadata(IncomingKafkaRecordMetadata.class).isPresent();
    }

    /** Quarkus hands over the raw class of a parameter that has type arguments. */
    private static boolean isReceived(Type target) {
        return target == Received.class
                || target instanceof ParameterizedType type && type.getRawType() == Received.class;
    }

    @Override
    public Uni<Message<?>> convertUni(Message<?> in, Type target) {
        return switch (RecordReader.read(record(in))) {
            case Reading.Fact(Received<?> received) -> Uni.createFrom().item(in.withPayload(received));
            case Reading.Tombstone() -> skip(in);
            case Reading.Poison(DeadReason reason, String message) ->
                Uni.createFrom().failure(new PoisonRecord(reason, message));
        };
    }

    @Override
    public Message<?> convert(Message<?> in, Type target) {
        return convertUni(in, target).await().indefinitely();
    }

    private static Uni<Message<?>> skip(Message<?> in) {
        return Uni.createFrom().completionStage(in.ack()).replaceWith((Message<?>) null);
    }

    @SuppressWarnings("unchecked") // both deserializers are set to byte arrays, in this module's defaults
    static ConsumerRecord<byte[], byte[]> record(Message<?> message) {
        return message.getMetadata(IncomingKafkaRecordMetadata.class)
                .map(metadata -> (ConsumerRecord<byte[], byte[]>) metadata.getRecord())
                .orElseThrow(() -> new IllegalStateException("not a message from Kafka"));
    }
}
