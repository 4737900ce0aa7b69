package dev.whetstone.cli;

/** What a command's exit status means, for scripts. */
public final class ExitCode {

    public static final int DONE = 0;
    /** Evidence or checks said no: a refused dataset, a rejected adapter. The command itself worked. */
    public static final int REFUSED = 1;

    public static final int USAGE = 2;
    public static final int FAILURE = 3;

    private ExitCode() {}
}
