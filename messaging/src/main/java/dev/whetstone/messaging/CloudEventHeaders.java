package dev.whetstone.messaging;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

import java.nio.charset.StandardCharsets;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * CloudEvents 1.0, Kafka binding, binary mode: attributes are headers {@code ce_…}, the value is the data. Two extensions say where
 * the record belongs, {@code topic} and {@code partitionkey}: Kafka's checksum covers neither, and a reader compares them.
 */
final class CloudEventHeaders {

    static final String SPEC_VERSION = "ce_specversion";
    static final String ID = "ce_id";
    static final String TYPE = "ce_type";
    static final String SOURCE = "ce_source";
    static final String TIME = "ce_time";
    static final String SUBJECT = "ce_subject";
    static final String TOPIC = "ce_topic";
    static final String KEY = "ce_partitionkey";
    static final String CONTENT_TYPE = "content-type";
    static final String TRACE = "traceparent";

    static final String VERSION = "1.0";
    static final String JSON = "application/json";

    private CloudEventHeaders() {}

    static ProducerRecord<byte[], byte[]> toRecord(OutboundEvent event) {
        List<Header> headers = List.of(
                header(SPEC_VERSION, VERSION),
                header(ID, event.id().toString()),
                header(TYPE, event.type()),
                header(SOURCE, event.source()),
                header(TIME, DateTimeFormatter.ISO_INSTANT.format(event.time())),
                header(SUBJECT, event.key()),
                header(TOPIC, event.topic()),
                header(KEY, event.key()),
                header(CONTENT_TYPE, JSON),
                header(TRACE, event.trace().value()));
        byte[] key = event.key().getBytes(StandardCharsets.UTF_8);
        return new ProducerRecord<>(event.topic(), null, event.time().toEpochMilli(), key, event.json(), headers);
    }

    static Header header(String name, String value) {
        return new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
