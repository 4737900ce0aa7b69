package dev.whetstone.engine.constrain.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.NullNode;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.function.ToIntFunction;

/** The shapes of the types that a schema names, with their keywords. */
final class ShapeReader {

    private static final Set<String> TYPES =
            Set.of("object", "array", "string", "number", "integer", "boolean", "null");
    private static final int LONGEST_NAME = 1_000;

    private final Spelling spelling;
    private final ToIntFunction<Place> kinds;
    private final IntSupplier any;

    /**
     * @param kinds the kind of a schema inside this one
     * @param any the kind of any value
     */
    ShapeReader(Spelling spelling, ToIntFunction<Place> kinds, IntSupplier any) {
        this.spelling = spelling;
        this.kinds = kinds;
        this.any = any;
    }

    List<Shape> ofTypes(Place schema) {
        List<String> types = types(schema);
        Keywords.requireFitting(schema, types);
        return types.stream()
                .filter(type -> !type.equals("integer") || !types.contains("number"))
                .map(type -> ofType(type, schema))
                .toList();
    }

    /** @param any the kind that these shapes are to make up */
    List<Shape> ofAnyValue(int any) {
        return List.of(
                fixed(NullNode.instance, BooleanNode.TRUE, BooleanNode.FALSE),
                new Shape.Text(0, Shape.UNLIMITED),
                new Shape.Numeral(false),
                new Shape.Items(any, 0, Shape.UNLIMITED),
                new Shape.FreeMembers(any));
    }

    /** The values listed, as far as the type beside them allows them. */
    Shape literals(Place schema, List<Place> values) {
        List<String> types = schema.has("type") ? types(schema) : List.of();
        ByteTrie spellings = new ByteTrie();
        int count = 0;
        for (Place value : values) {
            if (types.isEmpty() || types.stream().anyMatch(type -> isOf(type, value.node()))) {
                spellings.add(spelling.of(value), count++);
            }
        }
        if (count == 0) {
            throw schema.refuse("no value listed is of the type " + String.join(" or ", types), "Correct one of them");
        }
        return new Shape.Literals(spellings);
    }

    private List<String> types(Place schema) {
        if (!schema.has("type")) {
            return List.of(); // then every keyword belongs to a type that is missing
        }
        Place type = schema.at("type");
        List<Place> named = type.node().isTextual() ? List.of(type) : type.listed(TYPES.size());
        for (Place each : named) {
            if (!TYPES.contains(each.text())) {
                throw each.refuse(
                        "there is no type of this name",
                        "Use " + String.join(", ", TYPES.stream().sorted().toList()));
            }
        }
        return named.stream().map(Place::text).distinct().toList();
    }

    private Shape ofType(String type, Place schema) {
        return switch (type) {
            case "string" -> text(schema);
            case "number" -> new Shape.Numeral(false);
            case "integer" -> new Shape.Numeral(true);
            case "boolean" -> fixed(BooleanNode.TRUE, BooleanNode.FALSE);
            case "null" -> fixed(NullNode.instance);
            case "array" -> items(schema);
            default -> object(schema);
        };
    }

    private Shape fixed(JsonNode... values) {
        ByteTrie spellings = new ByteTrie();
        for (int i = 0; i < values.length; i++) {
            spellings.add(spelling.of(Place.root(values[i])), i);
        }
        return new Shape.Literals(spellings);
    }

    private static Shape text(Place schema) {
        return new Shape.Text(least(schema, "minLength"), most(schema, "minLength", "maxLength"));
    }

    private Shape items(Place schema) {
        int item = schema.has("items") ? kinds.applyAsInt(schema.at("items")) : any.getAsInt();
        return new Shape.Items(item, least(schema, "minItems"), most(schema, "minItems", "maxItems"));
    }

    private Shape object(Place schema) {
        boolean named = schema.has("properties");
        if (schema.has("additionalProperties")
                && !schema.at("additionalProperties").node().equals(BooleanNode.FALSE)) {
            throw schema.at("additionalProperties")
                    .refuse(
                            "additionalProperties is only supported as false",
                            "Set it to false and name every property in properties");
        }
        if (!named && !schema.has("additionalProperties") && !schema.has("required")) {
            return new Shape.FreeMembers(any.getAsInt());
        }
        Set<String> required = required(schema);
        if (!named) {
            return new Shape.Members(new ByteTrie(), new int[0], new boolean[0]);
        }
        return members(schema.at("properties"), required);
    }

    private Shape members(Place properties, Set<String> required) {
        int count = properties.node().size();
        if (count > Bounds.PROPERTIES) {
            throw properties.refuse(
                    "it names " + count + " properties, more than the " + Bounds.PROPERTIES + " allowed", "Use fewer");
        }
        ByteTrie names = new ByteTrie();
        int[] values = new int[count];
        boolean[] needed = new boolean[count];
        int at = 0;
        for (Map.Entry<String, JsonNode> entry : properties.node().properties()) {
            Place property = properties.at(entry.getKey());
            if (entry.getKey().length() > LONGEST_NAME) {
                throw property.refuse("its name is longer than " + LONGEST_NAME + " characters", "Shorten it");
            }
            names.add(spelling.ofName(property), at);
            values[at] = kinds.applyAsInt(property);
            needed[at++] = required.contains(entry.getKey());
        }
        return new Shape.Members(names, values, needed);
    }

    private static Set<String> required(Place schema) {
        if (schema.has("properties") && !schema.at("properties").node().isObject()) {
            throw schema.at("properties").isNot("an object");
        }
        Set<String> required = new HashSet<>();
        if (!schema.has("required")) {
            return required;
        }
        Place list = schema.at("required");
        if (!list.node().isArray()) {
            throw list.isNot("a list of names");
        }
        for (int i = 0; i < list.node().size(); i++) {
            String name = list.at(i).text();
            if (!schema.node().path("properties").has(name)) {
                throw list.at(i).refuse("properties does not name this property", "Add it there");
            }
            required.add(name);
        }
        return required;
    }

    private static int least(Place schema, String keyword) {
        return schema.has(keyword) ? schema.at(keyword).count() : 0;
    }

    private static int most(Place schema, String least, String keyword) {
        int most = schema.has(keyword) ? schema.at(keyword).count() : Shape.UNLIMITED;
        if (most < least(schema, least)) {
            throw schema.at(keyword).refuse(keyword + " is below " + least, "Correct one of them");
        }
        return most;
    }

    private static boolean isOf(String type, JsonNode value) {
        return switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "number" -> value.isNumber();
            case "integer" ->
                value.isNumber() && value.decimalValue().stripTrailingZeros().scale() <= 0;
            case "boolean" -> value.isBoolean();
            default -> value.isNull();
        };
    }
}
