package dev.whetstone.system.audit;

/**
 * A fact as its service committed it.
 *
 * @param sequence rises in the order of commits among facts of one topic and key
 */
public record OutboxRow(
        String schema, long sequence, String id, String topic, String key, String type, boolean published) {

    @Override
    public String toString() {
        return "%s %s of %s (sequence %d)".formatted(type, id, schema, sequence);
    }
}
