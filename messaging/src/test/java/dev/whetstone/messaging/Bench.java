package dev.whetstone.messaging;

import dev.whetstone.contracts.TaskName;
import dev.whetstone.contracts.Topic;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.search.Search;
import io.quarkus.arc.Unremovable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import javax.sql.DataSource;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** What tests do to a running consumer and look at afterwards. */
@Singleton
@Unremovable
class Bench {

    private final String kafka;
    private final DataSource database;
    private final MeterRegistry meters;
    private final RecordSender sender;

    @Inject
    Bench(@ConfigProperty(name = "kafka.bootstrap.servers") String kafka, DataSource database, MeterRegistry meters) {
        this.kafka = kafka;
        this.database = database;
        this.meters = meters;
        this.sender = new RecordSender(Map.of("bootstrap.servers", kafka), "test");
    }

    String kafka() {
        return kafka;
    }

    MeterRegistry meters() {
        return meters;
    }

    static OutboundEvent event(TaskName task, int number) {
        return OutboundEvent.of(Facts.numbered(task, number), "test", Clock.systemUTC());
    }

    OutboundEvent send(TaskName task, int number) {
        return send(event(task, number));
    }

    OutboundEvent send(OutboundEvent event) {
        send(CloudEventHeaders.toRecord(event));
        return event;
    }

    void send(ProducerRecord<byte[], byte[]> record) {
        sender.send(record).join();
    }

    /** As a consumer would have got it, at a place of its own. */
    static ConsumerRecord<byte[], byte[]> asReceived(OutboundEvent event) {
        ProducerRecord<byte[], byte[]> record = CloudEventHeaders.toRecord(event);
        long offset = event.id().value().getMostSignificantBits() >>> 1;
        ConsumerRecord<byte[], byte[]> received =
                new ConsumerRecord<>(record.topic(), 0, offset, record.key(), record.value());
        record.headers().forEach(received.headers()::add);
        return received;
    }

    /** What the consumer did for a task, in order. */
    List<Integer> effects(TaskName task) {
        try (Connection connection = database.getConnection();
                PreparedStatement select =
                        connection.prepareStatement("SELECT total FROM effect WHERE task = ? ORDER BY number")) {
            select.setString(1, task.value());
            List<Integer> totals = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    totals.add(rows.getInt(1));
                }
            }
            return totals;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    List<DeadLetter> deadLetters(TaskName task) {
        return TopicReader.records(kafka, Topic.DATASET.deadLetterName(), task).stream()
                .map(DeadLetter::read)
                .toList();
    }

    List<DeadLetter> replay() {
        try (DeadLetterReplay letters = DeadLetterReplay.connect(kafka)) {
            return letters.replay(Topic.DATASET);
        }
    }

    double counted(String name) {
        return Search.in(meters).name(name).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @PreDestroy
    void close() {
        sender.close();
    }
}
