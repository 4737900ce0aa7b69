package dev.whetstone.engine.constrain.schema;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which keywords of JSON Schema output can be held to; the names of the others, and what to do instead of them. */
final class Keywords {

    /** They say something about a value and demand nothing of it. */
    private static final Set<String> ANNOTATIONS = Set.of(
            "title",
            "description",
            "default",
            "examples",
            "deprecated",
            "readOnly",
            "writeOnly",
            "$schema",
            "$id",
            "$comment",
            "$defs",
            "definitions");

    private static final Set<String> CHOICES = Set.of("type", "enum", "const", "anyOf", "$ref");

    private static final Set<String> LISTS = Set.of("enum", "const");

    private static final Map<String, String> TYPE_OF = Map.of(
            "properties", "object",
            "required", "object",
            "additionalProperties", "object",
            "items", "array",
            "minItems", "array",
            "maxItems", "array",
            "minLength", "string",
            "maxLength", "string");

    private static final Map<String, String> INSTEAD = Map.ofEntries(
            Map.entry("oneOf", "Use anyOf"),
            Map.entry("allOf", "Write the merged schema"),
            Map.entry("not", "List what is allowed, with enum or anyOf"),
            Map.entry("if", "Use anyOf"),
            Map.entry("then", "Use anyOf"),
            Map.entry("else", "Use anyOf"),
            Map.entry("pattern", "List the values as enum, or check the value afterwards"),
            Map.entry("format", "Say it in the description, and check the value afterwards"),
            Map.entry("minimum", "List the values as enum, or check the value afterwards"),
            Map.entry("maximum", "List the values as enum, or check the value afterwards"),
            Map.entry("exclusiveMinimum", "List the values as enum, or check the value afterwards"),
            Map.entry("exclusiveMaximum", "List the values as enum, or check the value afterwards"),
            Map.entry("multipleOf", "List the values as enum, or check the value afterwards"),
            Map.entry("uniqueItems", "Check the values afterwards"),
            Map.entry("prefixItems", "Use an object with a property for each"),
            Map.entry("patternProperties", "Name each property in properties"),
            Map.entry("propertyNames", "Name each property in properties"),
            Map.entry("minProperties", "Name each property in properties, and those needed in required"),
            Map.entry("maxProperties", "Name each property in properties"),
            Map.entry("dependentRequired", "Use anyOf"),
            Map.entry("dependentSchemas", "Use anyOf"),
            Map.entry("nullable", "Write \"type\": [..., \"null\"]"),
            Map.entry("$anchor", "Use $ref to #/$defs/name"),
            Map.entry("$dynamicRef", "Use $ref to #/$defs/name"));

    private Keywords() {}

    /** Refuses every keyword that output cannot be held to, and references to other documents by {@code $id}. */
    static void requireKnown(Place schema) {
        for (Iterator<String> names = schema.node().fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!ANNOTATIONS.contains(name) && !CHOICES.contains(name) && !TYPE_OF.containsKey(name)) {
                throw schema.at(name)
                        .refuse(
                                "the keyword " + name + " is not supported",
                                INSTEAD.getOrDefault(name, "Remove it, and check the value afterwards"));
            }
        }
        if (schema.has("$id") && !schema.isRoot()) {
            throw schema.at("$id").refuse("$id is only supported at the root", "Remove it");
        }
    }

    /** Refuses what stands beside a keyword that has to stand alone. */
    static void requireAlone(Place schema, String keyword, Set<String> beside) {
        for (String name : demands(schema)) {
            if (!name.equals(keyword) && !beside.contains(name)) {
                throw schema.at(name)
                        .refuse(
                                name + " is not supported beside " + keyword,
                                LISTS.contains(keyword)
                                        ? "Remove it: the values are all said"
                                        : "Move it into what " + keyword + " names");
            }
        }
    }

    /** Refuses keywords that say nothing about any of the types. */
    static void requireFitting(Place schema, List<String> types) {
        for (String name : demands(schema)) {
            String type = TYPE_OF.get(name);
            if (type != null && !types.contains(type)) {
                throw schema.at(name)
                        .refuse(
                                name + " belongs to type " + type + ", and the type here is "
                                        + (types.isEmpty() ? "not said" : String.join(" or ", types)),
                                "Add the type " + type + ", or remove " + name);
            }
        }
    }

    /** The keywords that demand something. */
    static List<String> demands(Place schema) {
        return schema.node().properties().stream()
                .map(Map.Entry::getKey)
                .filter(name -> !ANNOTATIONS.contains(name))
                .toList();
    }
}
