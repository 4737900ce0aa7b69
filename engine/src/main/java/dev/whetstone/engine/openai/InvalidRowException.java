package dev.whetstone.engine.openai;

/** A row that is not of the form that its method learns from. */
public final class InvalidRowException extends IllegalArgumentException {

    private final String field;

    /**
     * @param field where, such as {@code messages[2].weight}; empty for the row as a whole
     * @param what is wrong with it, and what to write instead
     */
    InvalidRowException(String field, String what) {
        super(field.isEmpty() ? what : field + ": " + what);
        this.field = field;
    }

    public String field() {
        return field;
    }
}
