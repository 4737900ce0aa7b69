package dev.whetstone.engine.train;

/** A recipe that cannot be carried out on this base, or to go on from this adapter: said before anything is trained. */
public final class InvalidRecipeException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    public InvalidRecipeException(String message) {
        super(message);
    }

    public InvalidRecipeException(String message, Throwable cause) {
        super(message, cause);
    }
}
