package dev.whetstone.evaluation.suite;

import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.Require;

import java.nio.charset.StandardCharsets;

/**
 * A task's JSON Schema as output is held to it while it is generated.
 *
 * @param text properties in the order in which they are written, which is the schema's own
 */
public record HeldSchema(String text) {

    public HeldSchema {
        Require.text("text", text);
    }

    /** As the gateway names it in every answer that it held to it. */
    public Digest digest() {
        return Digest.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
