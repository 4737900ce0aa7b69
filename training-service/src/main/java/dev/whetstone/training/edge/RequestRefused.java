package dev.whetstone.training.edge;

/** A request cannot be done. Carries what a caller needs: a stable code, what was wrong, and what to do. */
public final class RequestRefused extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final ErrorCode code;
    private final String whatToDo;

    public RequestRefused(ErrorCode code, String message, String whatToDo) {
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
