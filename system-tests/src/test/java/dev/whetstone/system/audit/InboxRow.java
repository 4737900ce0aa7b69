package dev.whetstone.system.audit;

/** A fact that a service has taken in; committed with what the service made of it. */
public record InboxRow(String schema, String consumer, String id) {

    @Override
    public String toString() {
        return "event %s in the inbox of %s, %s".formatted(id, schema, consumer);
    }
}
