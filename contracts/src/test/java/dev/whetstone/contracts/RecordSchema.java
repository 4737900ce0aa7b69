package dev.whetstone.contracts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;

/** JSON Schema (draft 2020-12) of an event's record, read off its components. */
final class RecordSchema {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private RecordSchema() {}

    static ObjectNode of(EventType type) {
        ObjectNode schema = JSON.objectNode()
                .put("$schema", "https://json-schema.org/draft/2020-12/schema")
                .put("$id", "urn:" + type.name().replaceFirst("\\.", ":"))
                .put("title", type.event().getSimpleName());
        return schema.setAll(object(type.event()));
    }

    /** Unknown fields are allowed on purpose: a newer writer may add some, and an older one does not know an {@code Optional}. */
    private static ObjectNode object(Class<?> record) {
        ObjectNode schema = JSON.objectNode().put("type", "object");
        ArrayNode required = schema.putArray("required");
        ObjectNode properties = schema.putObject("properties");
        for (RecordComponent component : record.getRecordComponents()) {
            if (component.getType() != Optional.class && component.getType() != OptionalDouble.class) {
                required.add(component.getName());
            }
            properties.set(component.getName(), of(component.getGenericType()));
        }
        return schema;
    }

    private static ObjectNode of(Type type) {
        if (type instanceof ParameterizedType generic) {
            ObjectNode inner = of(generic.getActualTypeArguments()[0]);
            if (generic.getRawType() == List.class) {
                return JSON.objectNode().put("type", "array").set("items", inner);
            }
            if (generic.getRawType() == Optional.class) {
                return orNull(inner);
            }
            throw new IllegalArgumentException("no schema for " + type);
        }
        return ofClass((Class<?>) type);
    }

    private static ObjectNode ofClass(Class<?> type) {
        if (type == Digest.class) {
            return text().put("pattern", "^sha256:[0-9a-f]{64}$");
        }
        if (type == TaskName.class) {
            return text().put("pattern", "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$");
        }
        if (type == UUID.class || type == EventId.class) {
            return text().put("format", "uuid");
        }
        if (type == URI.class) {
            return text().put("format", "uri");
        }
        if (type == Instant.class) {
            return text().put("format", "date-time");
        }
        if (type == Duration.class) {
            return text().put("format", "duration");
        }
        if (type == String.class) {
            return text();
        }
        if (type == OptionalDouble.class) {
            return orNull(JSON.objectNode().put("type", "number"));
        }
        return type.isPrimitive() ? primitive(type) : type.isEnum() ? constants(type) : object(type);
    }

    private static ObjectNode primitive(Class<?> type) {
        String name = type == boolean.class ? "boolean" : type == double.class ? "number" : "integer";
        return JSON.objectNode().put("type", name);
    }

    private static ObjectNode constants(Class<?> type) {
        ArrayNode values = JSON.arrayNode();
        Arrays.stream(type.getEnumConstants())
                .forEach(constant -> values.add(EventJson.mapper().<JsonNode>valueToTree(constant)));
        return JSON.objectNode().set("enum", values);
    }

    private static ObjectNode orNull(ObjectNode inner) {
        ObjectNode schema = JSON.objectNode();
        schema.putArray("anyOf").add(inner).add(JSON.objectNode().put("type", "null"));
        return schema;
    }

    private static ObjectNode text() {
        return JSON.objectNode().put("type", "string");
    }
}
