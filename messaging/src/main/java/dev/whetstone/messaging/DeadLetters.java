package dev.whetstone.messaging;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.IncomingKafkaRecord;
import io.smallrye.reactive.messaging.kafka.KafkaConnectorIncomingConfiguration;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import io.smallrye.reactive.messaging.kafka.fault.KafkaFailureHandler;
import io.vertx.mutiny.core.Vertx;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.jboss.logging.Logger;

import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/**
 * What becomes of a record that no consumer can take: a copy with the reason goes to {@code <topic>.dlq}, and only then is the record
 * acknowledged and the next one delivered. In a compacted topic it is skipped instead: every replica reads it again at every start.
 */
@ApplicationScoped
@Identifier(DeadLetters.STRATEGY)
class DeadLetters implements KafkaFailureHandler.Factory {

    static final String STRATEGY = "whetstone-dead-letters";

    private static final Logger LOG = Logger.getLogger(DeadLetters.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final BrokerConnection broker;
    private final MessagingConfig config;
    private final Lifecycle lifecycle;
    private final DeliveryMeters meters;
    private RecordSender sender;

    @Inject
    DeadLetters(BrokerConnection broker, MessagingConfig config, Lifecycle lifecycle, MeterRegistry metrics) {
        this.broker = broker;
        this.config = config;
        this.lifecycle = lifecycle;
        this.meters = new DeliveryMeters(metrics);
    }

    @Override
    public KafkaFailureHandler create(
            KafkaConnectorIncomingConfiguration channel,
            Vertx vertx,
            KafkaConsumer<?, ?> consumer,
            BiConsumer<Throwable, Boolean> reportFailure) {
        meters.opened(channel.getChannel(), channel.getTopic().orElseGet(channel::getChannel));
        String group = (String) consumer.configuration().get("group.id");
        return new KafkaFailureHandler() {
            @Override
            public <K, V> Uni<Void> handle(IncomingKafkaRecord<K, V> record, Throwable reason, Metadata metadata) {
                return DeadLetters.this.handle(record, group, reason);
            }
        };
    }

    private <K, V> Uni<Void> handle(IncomingKafkaRecord<K, V> record, String group, Throwable failure) {
        if (failure instanceof DeliveryAbandoned || lifecycle.stopped()) {
            return Uni.createFrom().nothing(); // never acknowledged: it comes again after the next start
        }
        return Uni.createFrom()
                .voidItem()
                .emitOn(work -> Thread.ofVirtual().name("dead-letter").start(work))
                .onItem()
                .transformToUni(_ -> bury(ReceivedConverter.record(record), group, failure)
                        ? Uni.createFrom().voidItem()
                        : Uni.createFrom().nothing())
                .emitOn(record::runOnMessageContext)
                .chain(() -> Uni.createFrom().completionStage(record.ack()));
    }

    /** @return false when the program stopped before the broker took the copy */
    private boolean bury(ConsumerRecord<byte[], byte[]> record, String group, Throwable failure) {
        DeadReason reason = failure instanceof PoisonRecord poison ? poison.reason() : DeadReason.REFUSED;
        String message = failure instanceof PoisonRecord ? failure.getMessage() : describe(failure);
        meters.buried(record.topic(), reason);
        String place = record.topic() + "-" + record.partition() + "@" + record.offset();
        if (RecordReader.compacted(record.topic())) {
            LOG.errorf("%s is skipped (%s): %s", place, reason.label(), message);
            return true;
        }
        LOG.errorf("%s becomes a dead letter (%s): %s", place, reason.label(), message);
        while (!sent(record, group, reason, message)) {
            if (lifecycle.stoppedWithin(PAUSE)) {
                return false;
            }
        }
        return true;
    }

    private boolean sent(ConsumerRecord<byte[], byte[]> record, String group, DeadReason reason, String message) {
        try {
            sender().send(DeadLetter.bury(record, group, reason, message)).join();
            return true;
        } catch (CompletionException e) {
            LOG.warnf("the broker does not take a dead letter of %s, tried again: %s", record.topic(), e.getCause());
            return false;
        }
    }

    private static String describe(Throwable failure) {
        return failure.getClass().getName() + ": " + failure.getMessage();
    }

    private synchronized RecordSender sender() {
        if (sender == null) {
            sender = new RecordSender(broker.settings(), config.source() + "-dead-letters");
        }
        return sender;
    }

    @PreDestroy
    synchronized void close() {
        if (sender != null) {
            sender.close();
        }
    }
}
