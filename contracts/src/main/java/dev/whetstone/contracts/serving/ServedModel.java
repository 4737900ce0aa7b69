package dev.whetstone.contracts.serving;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.Require;

import java.util.Optional;

/**
 * What an alias points at, and how it answers. A setting of serving, as short as a person can write it, so the schema's text is here itself.
 *
 * @param base that the model was judged over: digest of its directory, or, where it is served in int8, the digest that follows from that; a gateway
 *     with any other base refuses the model
 * @param adapter empty when the base itself is served
 * @param outputSchema text of the JSON Schema that answers are held to, because the model was judged so; empty for free text
 */
public record ServedModel(
        Digest base,
        Optional<ArtifactRef> adapter,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> outputSchema) {

    /** Characters of a schema: the serving state is read whole by every replica at every start. */
    public static final int LONGEST_SCHEMA = 1 << 16;

    public ServedModel {
        Require.present("base", base);
        Require.present("adapter", adapter);
        if (Require.present("outputSchema", outputSchema).isPresent()) {
            checkSchema(outputSchema.get());
        }
    }

    /** Answers in free text. */
    public ServedModel(Digest base, Optional<ArtifactRef> adapter) {
        this(base, adapter, Optional.empty());
    }

    private static void checkSchema(String schema) {
        Require.text("outputSchema", schema);
        if (schema.length() > LONGEST_SCHEMA) {
            throw new IllegalArgumentException(
                    "outputSchema: expected at most " + LONGEST_SCHEMA + " characters, but got " + schema.length());
        }
    }

    public Optional<Digest> adapterDigest() {
        return adapter.map(ArtifactRef::digest);
    }
}
