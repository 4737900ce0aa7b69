package dev.whetstone.cli.report;

import dev.whetstone.contracts.Digest;

import java.util.List;
import java.util.Locale;

/** Values as a person reads them. */
final class Brief {

    private Brief() {}

    /** Twelve digits of a digest, eight of a UUID; other text as it is. */
    static String of(String name) {
        if (Digest.isDigest(name)) {
            return new Digest(name).brief();
        }
        return name.matches("[0-9a-f]{8}-[0-9a-f-]{27}") ? name.substring(0, 8) : name;
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f\u00a0%%", 100 * share);
    }

    static String interval(double lower, double upper) {
        return String.format(Locale.ROOT, "%.0f to %.0f", 100 * lower, 100 * upper);
    }

    static String number(double value) {
        return String.format(Locale.ROOT, Math.abs(value) < 10 ? "%.2f" : "%.0f", value);
    }

    static String and(List<String> names) {
        return names.size() < 2
                ? String.join("", names)
                : String.join(", ", names.subList(0, names.size() - 1)) + " and " + names.getLast();
    }

    /** An ISO time to the second, in UTC as given. */
    static String time(String iso) {
        return iso.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d.*")
                ? iso.substring(0, 10) + " " + iso.substring(11, 19)
                : iso;
    }

    /** {@code no_missed_risk} as {@code no missed risk}. */
    static String words(String name) {
        return name.replace('_', ' ').toLowerCase(Locale.ROOT);
    }
}
