package dev.whetstone.cli;

/** A command cannot go on. The message says what happened and where; {@code whatToDo} how to get further. */
public final class CommandFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int exitCode;
    private final String whatToDo;

    private CommandFailure(int exitCode, String message, String whatToDo, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
        this.whatToDo = whatToDo;
    }

    public static CommandFailure failed(String message, String whatToDo) {
        return new CommandFailure(ExitCode.FAILURE, message, whatToDo, null);
    }

    public static CommandFailure failed(String message, String whatToDo, Throwable cause) {
        return new CommandFailure(ExitCode.FAILURE, message, whatToDo, cause);
    }

    public static CommandFailure refused(String message, String whatToDo) {
        return new CommandFailure(ExitCode.REFUSED, message, whatToDo, null);
    }

    public static CommandFailure usage(String message, String whatToDo) {
        return new CommandFailure(ExitCode.USAGE, message, whatToDo, null);
    }

    public int exitCode() {
        return exitCode;
    }

    public String whatToDo() {
        return whatToDo;
    }
}
