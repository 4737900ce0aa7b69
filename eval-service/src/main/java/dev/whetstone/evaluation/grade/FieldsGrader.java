package dev.whetstone.evaluation.grade;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import dev.whetstone.evaluation.suite.Item;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Is the output complete? It passes when the whole of it is one JSON object that fits the schema, and nothing else. The score is the share
 * of required fields that are there and fit, also when the object had to be dug out of other text.
 */
final class FieldsGrader implements OutputGrader {

    private final OutputSchema schema;
    private final List<String> required;

    FieldsGrader(JsonNode schema) {
        this.schema = new OutputSchema(schema);
        List<String> fields = new ArrayList<>();
        schema.path("required").forEach(field -> fields.add(field.asText()));
        this.required = List.copyOf(fields);
    }

    @Override
    public Finding grade(Item item, ModelOutput output) {
        EvidenceCollector seen =
                new EvidenceCollector().flag("parsed", output.whole().isPresent());
        Optional<JsonNode> content = output.extracted();
        if (content.isEmpty()) {
            seen.flag("extracted", false).flag("valid_extracted", false).count("fields_missing", required.size());
            return new Finding(
                    false, 0, seen.note("no JSON object in the output").evidence());
        }
        List<Error> errors = schema.check(content.get());
        int complete = (int) required.stream()
                .filter(field -> fits(content.get(), field, errors))
                .count();
        seen.flag("extracted", true)
                .flag("valid_extracted", errors.isEmpty())
                .count("fields_missing", required.size() - complete);
        if (output.whole().isEmpty()) {
            seen.note("text around the JSON object");
        }
        errors.forEach(error -> seen.note(describe(error)));
        boolean passed = output.whole().isPresent() && errors.isEmpty();
        return new Finding(passed, score(passed, complete), seen.evidence());
    }

    private double score(boolean passed, int complete) {
        if (required.isEmpty()) {
            return passed ? 1 : 0;
        }
        return (double) complete / required.size();
    }

    private static boolean fits(JsonNode content, String field, List<Error> errors) {
        String place = "/" + field.replace("~", "~0").replace("/", "~1");
        return content.has(field)
                && errors.stream()
                        .map(error -> error.getInstanceLocation().toString())
                        .noneMatch(where -> where.equals(place) || where.startsWith(place + "/"));
    }

    private static String describe(Error error) {
        String where = error.getInstanceLocation().toString();
        return (where.isEmpty() ? "output" : where) + ": " + error.getMessage();
    }
}
