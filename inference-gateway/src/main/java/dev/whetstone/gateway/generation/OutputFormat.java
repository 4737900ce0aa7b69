package dev.whetstone.gateway.generation;

/** What a caller wants a completion held to while it is generated. */
public sealed interface OutputFormat {

    /** Nothing: whatever the model says, also where its alias is held to a schema. */
    record PlainText() implements OutputFormat {}

    /** @param field what the caller's edge calls it, for refusals */
    record AnyObject(String field) implements OutputFormat {}

    /**
     * Properties are written in the schema's order.
     *
     * @param field what the caller's edge calls it, for refusals
     * @param schema text of a JSON Schema
     */
    record JsonSchema(String field, String schema) implements OutputFormat {}
}
