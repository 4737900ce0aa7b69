package dev.whetstone.cli.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.Optional;

/** One measured setting: what was run, how, and its figures, as one line of JSON. Both sides print the same fields. */
record Figures(ObjectNode json) {

    private static final JsonMapper MAPPER = new JsonMapper();

    static Figures of(String engine, String setting, int batch) {
        return new Figures(MAPPER.createObjectNode()
                .put("engine", engine)
                .put("setting", setting)
                .put("batch", batch));
    }

    Figures with(String field, String value) {
        json.put(field, value);
        return this;
    }

    Figures with(String field, long value) {
        json.put(field, value);
        return this;
    }

    /** Rounded to a thousandth: no figure here is known better. */
    Figures with(String field, double value) {
        json.put(field, Math.round(value * 1000) / 1000.0);
        return this;
    }

    /** Empty for a line that is no figure, such as a warning of a library. */
    static Optional<Figures> parse(String line) {
        if (!line.startsWith("{")) {
            return Optional.empty();
        }
        try {
            JsonNode read = MAPPER.readTree(line);
            boolean figure = read instanceof ObjectNode && read.has("engine") && read.has("setting");
            return figure ? Optional.of(new Figures((ObjectNode) read)) : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    String engine() {
        return json.path("engine").asText();
    }

    /** What is compared with what: the same work on both sides. */
    String work() {
        return json.path("setting").asText() + ", batch " + json.path("batch").asInt();
    }

    Optional<Double> find(String field) {
        return Optional.ofNullable(json.get(field)).filter(JsonNode::isNumber).map(JsonNode::doubleValue);
    }

    @Override
    public String toString() {
        return json.toString();
    }
}
