package dev.whetstone.engine.constrain.schema;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a JSON Schema (draft 2020-12, and what older drafts write the same way) into a grammar. Supported: {@code type} and lists of types,
 * {@code properties}, {@code required}, {@code additionalProperties: false}, {@code items}, {@code minItems}, {@code maxItems},
 * {@code minLength}, {@code maxLength}, {@code enum}, {@code const}, {@code anyOf}, {@code $ref} to {@code #}, {@code #/$defs/name} or
 * {@code #/definitions/name}, and annotations, which are passed over.
 */
public final class SchemaCompiler {

    private static final Pattern LOCAL = Pattern.compile("#/(\\$defs|definitions)/([^/]+)");
    private static final String ANY = "any value";

    private final Place root;
    private final Kinds kinds = new Kinds();
    private final Map<String, Integer> known = new HashMap<>();
    private final Deque<Runnable> unread = new ArrayDeque<>();
    private final ShapeReader shapes;

    private SchemaCompiler(Place root, BitSet writable) {
        this.root = root;
        this.shapes = new ShapeReader(new Spelling(writable), this::kind, this::any);
    }

    /**
     * @param writable bytes (0 to 255) that the tokenizer has a token of their own for
     * @throws SchemaException naming what output cannot be held to, where it stands and what to do
     */
    public static Grammar compile(String schema, BitSet writable) {
        SchemaCompiler compiler = new SchemaCompiler(SchemaText.read(schema), writable);
        int whole = compiler.refer("#", compiler.root);
        while (!compiler.unread.isEmpty()) {
            compiler.unread.removeFirst().run();
        }
        return compiler.kinds.finish(whole);
    }

    private int kind(Place schema) {
        int kind = kinds.open(schema);
        read(schema, kind);
        return kind;
    }

    /** A kind that references lead to. It is read later: a chain of references is no chain of calls. */
    private int refer(String reference, Place schema) {
        return known.computeIfAbsent(reference, _ -> {
            int kind = kinds.open(schema);
            unread.addLast(() -> read(schema, kind));
            return kind;
        });
    }

    private void read(Place schema, int kind) {
        if (!schema.node().isObject()) {
            readBoolean(schema, kind);
            return;
        }
        Keywords.requireKnown(schema);
        if (schema.has("$ref")) {
            Keywords.requireAlone(schema, "$ref", Set.of());
            kinds.addAll(kind, target(schema.at("$ref")));
        } else if (schema.has("anyOf")) {
            Keywords.requireAlone(schema, "anyOf", Set.of());
            for (Place alternative : schema.at("anyOf").listed(Bounds.ALTERNATIVES)) {
                kinds.addAll(kind, kind(alternative));
            }
        } else if (schema.has("const")) {
            Keywords.requireAlone(schema, "const", Set.of("type"));
            kinds.add(kind, shapes.literals(schema, List.of(schema.at("const"))));
        } else if (schema.has("enum")) {
            Keywords.requireAlone(schema, "enum", Set.of("type"));
            kinds.add(kind, shapes.literals(schema, schema.at("enum").listed(Bounds.ENUM_VALUES)));
        } else if (Keywords.demands(schema).isEmpty()) {
            kinds.addAll(kind, any());
        } else {
            shapes.ofTypes(schema).forEach(shape -> kinds.add(kind, shape));
        }
    }

    private void readBoolean(Place schema, int kind) {
        if (!schema.node().isBoolean()) {
            throw schema.isNot("a schema, which is an object");
        }
        if (!schema.node().booleanValue()) {
            throw schema.refuse("false allows no value", "Say what is allowed");
        }
        kinds.addAll(kind, any());
    }

    private int target(Place reference) {
        String name = reference.text();
        if (name.equals("#")) {
            return refer("#", root);
        }
        Matcher local = LOCAL.matcher(name);
        if (!local.matches()) {
            throw reference.refuse(
                    "this $ref is not supported", "Use #, #/$defs/name or #/definitions/name of the same schema");
        }
        String entry = local.group(2).replace("~1", "/").replace("~0", "~");
        return Optional.of(root)
                .filter(place -> place.has(local.group(1)))
                .map(place -> place.at(local.group(1)))
                .filter(place -> place.has(entry))
                .map(place -> refer(local.group(1) + "/" + entry, place.at(entry)))
                .orElseThrow(() -> reference.refuse("it names nothing in this schema", "Add it to $defs"));
    }

    /** Any JSON value: names of objects may repeat, as RFC 8259 lets them. */
    private int any() {
        Integer already = known.get(ANY);
        if (already != null) {
            return already;
        }
        int any = kinds.open(root);
        known.put(ANY, any);
        shapes.ofAnyValue(any).forEach(shape -> kinds.add(any, shape));
        return any;
    }
}
