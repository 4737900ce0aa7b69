package dev.whetstone.evaluation.grade;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.whetstone.evaluation.suite.InvalidEvalException;

import java.util.List;

/** A task's JSON Schema, draft 2020-12, checked itself before it checks anything. Nothing is fetched: references stay inside. */
final class OutputSchema {

    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private static final Schema META_SCHEMA =
            REGISTRY.getSchema(SchemaLocation.of(SpecificationVersion.DRAFT_2020_12.getDialectId()));

    private final Schema schema;

    /** @throws InvalidEvalException naming the place in the schema that is not one */
    OutputSchema(JsonNode json) {
        checkReferences(json);
        List<Error> errors = META_SCHEMA.validate(json);
        if (!errors.isEmpty()) {
            throw new InvalidEvalException(
                    "schema" + errors.getFirst().getInstanceLocation(),
                    errors.getFirst().getMessage());
        }
        EndlessReference.refuse(json);
        try {
            this.schema = REGISTRY.getSchema(json);
            schema.initializeValidators();
        } catch (SchemaException e) {
            throw new InvalidEvalException("schema", "not usable: " + e.getMessage());
        }
    }

    /** Empty when the value fits. */
    List<Error> check(JsonNode value) {
        return schema.validate(value);
    }

    private static void checkReferences(JsonNode json) {
        for (JsonNode reference : json.findValues("$ref")) {
            if (!reference.asText().startsWith("#")) {
                throw new InvalidEvalException(
                        "schema.$ref",
                        "expected a reference into the schema itself (#/…), but got '" + reference.asText() + "'");
            }
        }
    }
}
