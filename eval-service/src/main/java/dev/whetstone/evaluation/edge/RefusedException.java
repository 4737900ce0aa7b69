package dev.whetstone.evaluation.edge;

/** A request that cannot be done: which error it is, what was wrong, and what the caller can do about it. */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final String whatToDo;

    public RefusedException(ErrorCode code, String message, String whatToDo) {
        super(message);
        this.code = code;
        this.whatToDo = whatToDo;
    }

    public ErrorCode code() {
        return code;
    }

    public String whatToDo() {
        return whatToDo;
    }
}
