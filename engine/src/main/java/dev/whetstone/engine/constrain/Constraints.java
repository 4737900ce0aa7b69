package dev.whetstone.engine.constrain;

import dev.whetstone.engine.constrain.schema.Grammar;
import dev.whetstone.engine.constrain.schema.SchemaCompiler;
import dev.whetstone.engine.constrain.schema.SchemaText;
import dev.whetstone.engine.text.Tokenizer;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;

/** The schemas that a model's output can be held to, compiled when they are first asked for. Safe for use by many threads. */
public final class Constraints {

    private static final int MOST_KEPT = 32;
    private static final int MOST_CHARACTERS = 1 << 20;
    private static final String ANY_OBJECT = "{\"type\":\"object\"}";

    private final Vocabulary vocabulary;
    private final SequencedMap<String, Compiled> compiled = new LinkedHashMap<>(16, 0.75f, true);
    private int characters;

    private record Compiled(Constraint constraint, int characters) {}

    Constraints(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    /**
     * @param size rows of the model's head: ids from there on cannot be chosen
     * @param endTokens ids that end a completion
     * @throws dev.whetstone.engine.ModelException when the tokenizer cannot write JSON byte by byte
     */
    public static Constraints of(Tokenizer tokenizer, int size, Collection<Integer> endTokens) {
        return new Constraints(Vocabulary.of(tokenizer, size, endTokens));
    }

    /** Any JSON object, as OpenAI's {@code json_object} asks for. Names may repeat in it, which RFC 8259 allows. */
    public Constraint anyObject() {
        return compile(ANY_OBJECT);
    }

    /**
     * What {@link SchemaCompiler} supports of a JSON Schema.
     *
     * @throws dev.whetstone.engine.constrain.schema.SchemaException naming what output cannot be held to, where it stands and what to do
     */
    public Constraint compile(String schema) {
        String digest = SchemaText.digest(schema);
        return find(digest).orElseGet(() -> {
            Grammar grammar = SchemaCompiler.compile(schema, vocabulary.single());
            return keep(new Constraint(digest, vocabulary, grammar), schema.length());
        });
    }

    private synchronized Optional<Constraint> find(String digest) {
        return Optional.ofNullable(compiled.get(digest)).map(Compiled::constraint);
    }

    /** Whoever compiled a schema first wins; those that nobody asked for in the longest time go. */
    private synchronized Constraint keep(Constraint constraint, int length) {
        Compiled first = compiled.get(constraint.digest());
        if (first != null) {
            return first.constraint();
        }
        compiled.put(constraint.digest(), new Compiled(constraint, length));
        characters += length;
        while (compiled.size() > MOST_KEPT || characters > MOST_CHARACTERS) {
            characters -= compiled.pollFirstEntry().getValue().characters();
        }
        return constraint;
    }

    /** Whether a compiled schema is for this tokenizer. */
    public boolean made(Constraint constraint) {
        return constraint.isOver(vocabulary);
    }
}
