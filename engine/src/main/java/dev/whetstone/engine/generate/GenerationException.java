package dev.whetstone.engine.generate;

/** What {@link Generation#result()} completes with when the generation failed. */
public final class GenerationException extends RuntimeException {

    private final GenerationFailure failure;

    public GenerationException(GenerationFailure failure) {
        super(failure.code() + ": " + failure.message());
        this.failure = failure;
    }

    public GenerationFailure failure() {
        return failure;
    }
}
