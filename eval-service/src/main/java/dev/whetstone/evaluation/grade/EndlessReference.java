package dev.whetstone.evaluation.grade;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.whetstone.evaluation.suite.InvalidEvalException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * A schema that applies itself to the same value again says nothing about the value, and a validator that follows it never returns. So
 * from every part, what {@code $ref} and the keywords that apply in place lead to must not lead back; recursion through a property or an
 * item is no such circle, because the value gets smaller.
 */
final class EndlessReference {

    private static final List<String> LISTS = List.of("allOf", "anyOf", "oneOf");
    private static final List<String> SINGLE = List.of("not", "if", "then", "else");

    private final JsonNode root;
    private final Set<JsonNode> open = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<JsonNode> sound = Collections.newSetFromMap(new IdentityHashMap<>());

    private EndlessReference(JsonNode root) {
        this.root = root;
    }

    /** @throws InvalidEvalException naming the place of a reference that leads back to itself */
    static void refuse(JsonNode schema) {
        new EndlessReference(schema).everyPart(schema, "schema");
    }

    private void everyPart(JsonNode part, String path) {
        follow(part, path);
        part.properties().forEach(field -> everyPart(field.getValue(), path + "." + field.getKey()));
        for (int i = 0; part.isArray() && i < part.size(); i++) {
            everyPart(part.get(i), path + "[" + i + "]");
        }
    }

    private void follow(JsonNode part, String path) {
        if (!part.isObject() || sound.contains(part)) {
            return;
        }
        if (!open.add(part)) {
            throw new InvalidEvalException(
                    path,
                    "leads back to itself before it has said anything about the value; put an object or a list between,"
                            + " or say what is allowed");
        }
        inPlace(part).forEach(next -> follow(next, path));
        open.remove(part);
        sound.add(part);
    }

    private List<JsonNode> inPlace(JsonNode part) {
        List<JsonNode> next = new ArrayList<>();
        SINGLE.forEach(keyword -> next.add(part.path(keyword)));
        LISTS.forEach(keyword -> part.path(keyword).forEach(next::add));
        part.path("dependentSchemas").forEach(next::add);
        for (String keyword : List.of("$ref", "$dynamicRef")) {
            if (part.path(keyword).isTextual()) {
                next.add(target(part.get(keyword).textValue()));
            }
        }
        return next;
    }

    /** What is not there is the validator's to refuse. */
    private JsonNode target(String reference) {
        String fragment = reference.substring(reference.indexOf('#') + 1);
        if (fragment.isEmpty() || fragment.startsWith("/")) {
            return root.at(JsonPointer.compile(fragment));
        }
        return anchored(root, fragment);
    }

    private static JsonNode anchored(JsonNode part, String name) {
        for (String keyword : List.of("$anchor", "$dynamicAnchor")) {
            for (JsonNode each : part.findParents(keyword)) {
                if (each.path(keyword).asText().equals(name)) {
                    return each;
                }
            }
        }
        return MissingNode.getInstance();
    }
}
