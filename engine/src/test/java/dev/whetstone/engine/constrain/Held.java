package dev.whetstone.engine.constrain;

import java.nio.charset.StandardCharsets;

/** A schema and the texts that may be said under it, byte by byte. */
final class Held {

    private final Constraint constraint;

    private Held(Constraint constraint) {
        this.constraint = constraint;
    }

    static Held to(String schema) {
        return new Held(Vocabularies.bytes().compile(schema));
    }

    /** Whether the text can be said and the completion can end with it. */
    boolean allows(String text) {
        return allows(text.getBytes(StandardCharsets.UTF_8));
    }

    boolean allows(byte[] text) {
        Cursor cursor = constraint.begin();
        for (byte each : text) {
            if (!cursor.allowed().allows(each & 0xFF)) {
                return false;
            }
            cursor.take(each & 0xFF);
        }
        return cursor.allowed().allows(Vocabularies.END);
    }

    /** A cursor after a text that can be said. */
    Cursor after(String text) {
        Cursor cursor = constraint.begin();
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            cursor.take(each & 0xFF);
        }
        return cursor;
    }
}
