package dev.whetstone.engine.openai;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** An object of a row and where it stands, so that every problem can be named by its field. */
record Fields(String path, JsonNode node) {

    static Fields of(String path, JsonNode node) {
        if (!node.isObject()) {
            throw new InvalidRowException(path, "expected an object, but got " + kind(node));
        }
        return new Fields(path, node);
    }

    /** Nothing but these, except what is null: a field that is not known would otherwise be lost without a word. */
    Fields only(Set<String> known) {
        node.properties().forEach(field -> {
            if (!known.contains(field.getKey()) && !field.getValue().isNull()) {
                throw new InvalidRowException(
                        in(field.getKey()), "unknown; leave it out, known are " + String.join(", ", known));
            }
        });
        return this;
    }

    boolean has(String name) {
        return !node.path(name).isMissingNode() && !node.path(name).isNull();
    }

    JsonNode at(String name) {
        return node.path(name);
    }

    String text(String name) {
        if (!node.path(name).isTextual()) {
            throw new InvalidRowException(in(name), "expected a string, but got " + kind(node.path(name)));
        }
        return node.path(name).textValue();
    }

    /** Empty where there is none. */
    String textOrEmpty(String name) {
        return has(name) ? text(name) : "";
    }

    Fields object(String name) {
        return of(in(name), node.path(name));
    }

    /** At least one. */
    List<Fields> objects(String name) {
        JsonNode list = node.path(name);
        if (!list.isArray() || list.isEmpty()) {
            throw new InvalidRowException(
                    in(name),
                    list.isArray() ? "is empty: give at least one" : "expected a list, but got " + kind(list));
        }
        List<Fields> objects = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            objects.add(of(in(name) + "[" + i + "]", list.get(i)));
        }
        return objects;
    }

    InvalidRowException invalid(String name, String what) {
        return new InvalidRowException(in(name), what);
    }

    private String in(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    static String kind(JsonNode node) {
        return switch (node.getNodeType()) {
            case MISSING -> "nothing";
            case NULL -> "null";
            case ARRAY -> "a list";
            case OBJECT -> "an object";
            case STRING -> "a string";
            case NUMBER -> "the number " + node;
            case BOOLEAN -> node.toString();
            case BINARY, POJO -> "something else";
        };
    }
}
