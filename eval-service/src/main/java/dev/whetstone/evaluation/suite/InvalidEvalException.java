package dev.whetstone.evaluation.suite;

/** An eval definition cannot be accepted: {@link #path()} says where, the message what was found and what to do. */
public final class InvalidEvalException extends RuntimeException {

    private final String path;

    public InvalidEvalException(String path, String problem) {
        super(path + ": " + problem);
        this.path = path;
    }

    /** For example {@code criteria[2].target}. */
    public String path() {
        return path;
    }
}
