package dev.whetstone.system.broken.gateway;

import org.apache.kafka.clients.producer.KafkaProducer;

/** Breaks: only messaging produces. */
public record WritesPastTheOutbox(KafkaProducer<byte[], byte[]> producer) {}
