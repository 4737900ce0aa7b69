package dev.whetstone.edge;

/** A request that cannot be done: which error it is, what was wrong, and what the caller can do about it. */
public final class RequestRefused extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final ErrorCode code;
    private final String whatToDo;

    public RequestRefused(ErrorCode code, String message, String whatToDo) {
        this(code, message, whatToDo, null);
    }

    public RequestRefused(ErrorCode code, String message, String whatToDo, Throwable cause) {
        super(message, cause, true, false); // an answer, not a fault: nobody looks for where it was thrown
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
