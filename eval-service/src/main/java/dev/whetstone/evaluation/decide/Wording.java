package dev.whetstone.evaluation.decide;

import java.util.List;
import java.util.Locale;

/** Numbers as a person reads them. */
final class Wording {

    private Wording() {}

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f %%", 100 * share);
    }

    static String points(double difference) {
        return String.format(Locale.ROOT, "%+.0f points", 100 * difference);
    }

    static String size(double difference) {
        return String.format(Locale.ROOT, "%.0f points", 100 * difference);
    }

    static String p(double p) {
        return p < 0.0001 ? "p < 0.0001" : String.format(Locale.ROOT, "p = %.4f", p);
    }

    static String and(List<String> names) {
        return names.size() < 2
                ? String.join("", names)
                : String.join(", ", names.subList(0, names.size() - 1)) + " and " + names.getLast();
    }
}
