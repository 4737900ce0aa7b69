package dev.whetstone.cli.loop;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.contracts.Digest;

/** Digests as a person reads them. */
public final class Names {

    private Names() {}

    /** Twelve digits of a digest; other text as it is. */
    public static String brief(String digest) {
        return Digest.isDigest(digest) ? new Digest(digest).brief() : digest;
    }

    /** A served model of the alias API. */
    public static String model(JsonNode served) {
        return served.path("adapter").isTextual()
                ? "adapter " + brief(served.path("adapter").asText())
                : "the base";
    }
}
