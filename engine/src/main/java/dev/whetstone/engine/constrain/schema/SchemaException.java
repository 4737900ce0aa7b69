package dev.whetstone.engine.constrain.schema;

/** A schema that output cannot be held to. The message says where in it, what is wrong, and what to do. */
public final class SchemaException extends RuntimeException {

    private final String pointer;

    SchemaException(String pointer, String problem, String whatToDo) {
        super("schema, " + pointer + ": " + problem + ". " + whatToDo);
        this.pointer = pointer;
    }

    /** JSON pointer into the schema as a fragment, {@code #} for its root (RFC 6901, section 6, without percent signs). */
    public String pointer() {
        return pointer;
    }
}
