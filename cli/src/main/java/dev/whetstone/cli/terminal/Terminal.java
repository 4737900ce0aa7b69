package dev.whetstone.cli.terminal;

import java.io.PrintStream;
import java.util.Locale;

/**
 * Lines for a person on standard output and one progress line on standard error. On a terminal the progress line is rewritten in place;
 * into a file it appears at most every fifteen seconds, so that logs stay short.
 */
public final class Terminal {

    private static final long REDRAW_NANOS = 150_000_000L;
    private static final long LOG_NANOS = 15_000_000_000L;

    private final PrintStream out;
    private final PrintStream err;
    private final boolean interactive;
    private long lastProgress = System.nanoTime() - LOG_NANOS;
    private boolean progressShown;

    public Terminal(PrintStream out, PrintStream err, boolean interactive) {
        this.out = out;
        this.err = err;
        this.interactive = interactive;
    }

    public static Terminal standard() {
        boolean terminal = System.console() != null
                && System.console().isTerminal()
                && !"dumb".equals(System.getenv("TERM"))
                && System.getenv("NO_COLOR") == null;
        return new Terminal(System.out, System.err, terminal);
    }

    /** Progress goes to standard error only, lines nowhere: for {@code --json}. */
    public static Terminal quiet() {
        return new Terminal(new PrintStream(PrintStream.nullOutputStream()), System.err, false);
    }

    public synchronized void heading(String text) {
        line("");
        line(bold(text));
    }

    public synchronized void line(String text) {
        clearProgress();
        out.println(text);
        out.flush();
    }

    public void line(String format, Object... values) {
        line(String.format(Locale.ROOT, format, values));
    }

    public synchronized void progress(String text) {
        long now = System.nanoTime();
        if (now - lastProgress < (interactive ? REDRAW_NANOS : LOG_NANOS)) {
            return;
        }
        lastProgress = now;
        if (interactive) {
            err.print("\r\u001b[2K  " + text);
            progressShown = true;
        } else {
            err.println("  " + text);
        }
        err.flush();
    }

    public synchronized void clearProgress() {
        if (progressShown) {
            err.print("\r\u001b[2K");
            err.flush();
            progressShown = false;
        }
    }

    public String bold(String text) {
        return paint("1", text);
    }

    public String good(String text) {
        return paint("32", text);
    }

    public String bad(String text) {
        return paint("31", text);
    }

    public String faint(String text) {
        return paint("2", text);
    }

    private String paint(String code, String text) {
        return interactive ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
