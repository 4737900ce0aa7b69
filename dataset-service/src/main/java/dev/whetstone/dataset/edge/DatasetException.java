package dev.whetstone.dataset.edge;

/** A request that cannot be served, with the code that tells the caller why. */
public final class DatasetException extends RuntimeException {

    private final ErrorCode code;

    public DatasetException(ErrorCode code, String message) {
        super(message);
        this.code = code;
    }

    public DatasetException(ErrorCode code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public ErrorCode code() {
        return code;
    }
}
