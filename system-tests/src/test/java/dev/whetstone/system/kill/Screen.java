package dev.whetstone.system.kill;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Locale;

/** What a person sees of a run, line by line as it happens. */
final class Screen {

    private static final int FINDINGS_SHOWN = 40;

    private final PrintStream out;
    private final Instant began = Instant.now();
    private int blows;

    Screen(PrintStream out) {
        this.out = out;
    }

    void line(String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values));
    }

    /** One process was killed at {@code struck}, and the stack is whole again now. */
    void blow(String phase, String victim, Instant struck) {
        blows++;
        line(
                "%4d  %s  %-36s %-18s whole again after %4.1f s",
                blows, clock(Duration.between(began, struck)), phase, victim, seconds(struck));
    }

    /** @return whether nothing was found */
    boolean audited(String what, Object value, Collection<?> findings) {
        line("  %s  %-56s %s", findings.isEmpty() ? "ok  " : "FAIL", what, value);
        findings.stream().limit(FINDINGS_SHOWN).forEach(finding -> line("          %s", finding));
        if (findings.size() > FINDINGS_SHOWN) {
            line("          and %d more", findings.size() - FINDINGS_SHOWN);
        }
        return findings.isEmpty();
    }

    String elapsed() {
        return clock(Duration.between(began, Instant.now()));
    }

    private static double seconds(Instant since) {
        return Duration.between(since, Instant.now()).toMillis() / 1000.0;
    }

    private static String clock(Duration duration) {
        return String.format(Locale.ROOT, "%02d:%02d", duration.toMinutes(), duration.toSecondsPart());
    }
}
