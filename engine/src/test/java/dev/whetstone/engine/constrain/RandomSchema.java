package dev.whetstone.engine.constrain;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.SplittableRandom;

/** Schemas over the supported keywords, drawn from a seed; some contain themselves. */
public final class RandomSchema {

    private static final JsonMapper MAPPER = new JsonMapper();
    private static final List<String> NAMES = List.of(
            "a", "ab", "abc", "b", "name", "nämé", "q\"uote", "b\\ack", "line\n", "世界", "🙂", "", "x y", "value");
    private static final List<String> SCALARS = List.of("string", "number", "integer", "boolean", "null");

    private final SplittableRandom random;
    private final ObjectNode root = MAPPER.createObjectNode();
    private boolean hasFreeNames;

    private RandomSchema(SplittableRandom random) {
        this.random = random;
        int definitions = random.nextInt(3);
        fill(root, 3, definitions);
        for (int i = 0; i < definitions; i++) {
            fill(root.withObject("/$defs").putObject("d" + i), 2, definitions);
        }
    }

    public static RandomSchema draw(SplittableRandom random) {
        return new RandomSchema(random);
    }

    public ObjectNode json() {
        return root;
    }

    /** Whether it has objects with any names: theirs may repeat. */
    public boolean hasFreeNames() {
        return hasFreeNames;
    }

    private void fill(ObjectNode schema, int depth, int definitions) {
        if (random.nextInt(4) == 0) {
            schema.put("description", "passed over");
        }
        switch (random.nextInt(depth > 0 ? 12 : 6)) {
            case 0, 1 -> text(schema);
            case 2 -> schema.put("type", SCALARS.get(1 + random.nextInt(4)));
            case 3 -> fixed(schema);
            case 4 -> types(schema);
            case 5 -> refer(schema, definitions);
            case 6, 7 -> array(schema, depth, definitions);
            case 8, 9, 10 -> object(schema, depth, definitions);
            default -> {
                ArrayNode options = schema.putArray("anyOf");
                for (int count = 1 + random.nextInt(3); count > 0; count--) {
                    fill(options.addObject(), depth - 1, definitions);
                }
            }
        }
    }

    private void text(ObjectNode schema) {
        schema.put("type", "string");
        int least = random.nextInt(4);
        if (random.nextBoolean()) {
            schema.put("minLength", least);
        }
        if (random.nextBoolean()) {
            schema.put("maxLength", least + random.nextInt(6));
        }
    }

    private void fixed(ObjectNode schema) {
        if (random.nextInt(3) == 0) {
            ObjectNode value = schema.putObject("const");
            value.put(name(), random.nextInt(100))
                    .putArray(name())
                    .add(random.nextInt(9) / 4.0)
                    .addNull();
            return;
        }
        ArrayNode values = schema.putArray("enum");
        for (int count = 1 + random.nextInt(5); count > 0; count--) {
            switch (random.nextInt(4)) {
                case 0 -> values.add(random.nextInt(200) - 100);
                case 1 -> values.add(random.nextBoolean());
                default -> values.add(name() + (random.nextBoolean() ? name() : ""));
            }
        }
    }

    private void types(ObjectNode schema) {
        ArrayNode types = schema.putArray("type");
        SCALARS.stream().filter(_ -> random.nextBoolean()).forEach(types::add);
        if (types.isEmpty()) {
            schema.remove("type"); // then any value will do
            hasFreeNames = true;
        } else if (types.get(0).asText().equals("string") && random.nextBoolean()) {
            schema.put("maxLength", random.nextInt(9));
        }
    }

    private void refer(ObjectNode schema, int definitions) {
        schema.put("$ref", definitions == 0 ? "#" : "#/$defs/d" + random.nextInt(definitions));
    }

    private void array(ObjectNode schema, int depth, int definitions) {
        schema.put("type", "array");
        int least = random.nextInt(3);
        if (random.nextBoolean()) {
            schema.put("minItems", least);
        }
        if (random.nextBoolean()) {
            schema.put("maxItems", least + random.nextInt(3));
        }
        if (random.nextInt(8) > 0) {
            fill(schema.putObject("items"), depth - 1, definitions);
        } else {
            hasFreeNames = true;
        }
    }

    private void object(ObjectNode schema, int depth, int definitions) {
        schema.put("type", "object");
        if (random.nextInt(10) == 0) {
            hasFreeNames = true;
            return;
        }
        schema.put("additionalProperties", false);
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = schema.putArray("required");
        for (int count = random.nextInt(5); count > 0; count--) {
            String name = name();
            if (!properties.has(name)) {
                fill(properties.putObject(name), depth - 1, definitions);
                if (random.nextBoolean()) {
                    required.add(name);
                }
            }
        }
    }

    private String name() {
        return NAMES.get(random.nextInt(NAMES.size()));
    }
}
