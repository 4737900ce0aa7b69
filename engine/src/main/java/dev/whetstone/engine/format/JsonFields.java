package dev.whetstone.engine.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import java.nio.file.Path;

/** Typed, checked access to the fields of a JSON object; null counts as absent. */
public record JsonFields(Path file, JsonNode object) {

    public JsonNode node(String name) {
        JsonNode node = object.path(name);
        return node.isNull() ? JsonNodeFactory.instance.missingNode() : node;
    }

    public boolean has(String name) {
        return !node(name).isMissingNode();
    }

    /** The nested object; an empty one when absent. */
    public JsonFields object(String name) {
        JsonNode node = node(name);
        if (!node.isMissingNode() && !node.isObject()) {
            throw refusal(name, node + " is not an object", "Check that the file is whole");
        }
        return new JsonFields(file, node.isObject() ? node : JsonNodeFactory.instance.objectNode());
    }

    public String text(String name, String otherwise) {
        return has(name) ? node(name).asText() : otherwise;
    }

    public boolean flag(String name, boolean otherwise) {
        JsonNode node = node(name);
        if (!node.isMissingNode() && !node.isBoolean()) {
            throw refusal(name, node + " is neither true nor false", "Check that the file is whole");
        }
        return node.isMissingNode() ? otherwise : node.booleanValue();
    }

    public int requireSize(String name, int most) {
        if (!has(name)) {
            throw refusal(name, "is missing", "Add it: the model cannot be built without");
        }
        return size(name, 0, most);
    }

    public int size(String name, int otherwise, int most) {
        JsonNode node = node(name);
        if (node.isMissingNode()) {
            return otherwise;
        }
        if (!node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() < 1 || node.intValue() > most) {
            throw refusal(name, node + " is not a whole number from 1 to " + most, "Check that the file is whole");
        }
        return node.intValue();
    }

    public double requirePositive(String name) {
        if (!has(name)) {
            throw refusal(name, "is missing", "Add it: the model cannot be built without");
        }
        return positive(name, 0);
    }

    public double positive(String name, double otherwise) {
        JsonNode node = node(name);
        if (node.isMissingNode()) {
            return otherwise;
        }
        double value = node.doubleValue();
        if (!node.isNumber() || !(value > 0) || Double.isInfinite(value)) {
            throw refusal(name, node + " is not a positive number", "Check that the file is whole");
        }
        return value;
    }

    public int requireToken(String name, JsonNode node) {
        if (!node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() < 0) {
            throw refusal(name, node + " is not a token id", "Check that the file is whole");
        }
        return node.intValue();
    }

    public void requireOnly(String name, String supported) {
        if (!has(name) || !node(name).asText().equals(supported)) {
            throw unsupported(name, object.path(name), supported);
        }
    }

    public void onlyWhenPresent(String name, String supported) {
        if (has(name) && !sameValue(node(name).asText(), supported)) {
            throw unsupported(name, node(name), supported);
        }
    }

    /** The number 1 may be written 1 or 1.0. */
    private static boolean sameValue(String found, String supported) {
        return found.equals(supported) || (found + ".0").equals(supported);
    }

    public void absent(String name) {
        if (has(name)) {
            throw unsupported(name, node(name), "a model without it");
        }
    }

    public ModelFormatException unsupported(String name, JsonNode found, String supported) {
        String shown = found.isMissingNode() ? "nothing" : found.toString();
        return refusal(name, shown + " is not supported", "Supported is " + supported);
    }

    public ModelFormatException refusal(String name, String what, String whatToDo) {
        return new ModelFormatException(file, name, what, whatToDo);
    }
}
