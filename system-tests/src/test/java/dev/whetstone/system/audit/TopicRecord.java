package dev.whetstone.system.audit;

/**
 * A record as it lies in a topic.
 *
 * @param id {@code ce_id}; empty when there is none
 */
public record TopicRecord(String topic, int partition, long offset, String id, String type, String key, String json) {

    @Override
    public String toString() {
        return "%s %s at %s-%d@%d".formatted(type, id, topic, partition, offset);
    }
}
