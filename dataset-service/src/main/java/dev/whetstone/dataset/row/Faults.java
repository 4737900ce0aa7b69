package dev.whetstone.dataset.row;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.dataset.finding.Check;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Collects what is wrong with the shape of one row. */
final class Faults {

    private final List<Fault> faults = new ArrayList<>();

    void add(Check check, String note) {
        faults.add(new Fault(check, 0, note));
    }

    void unknownKeys(Check check, JsonNode object, Set<String> known, String path) {
        object.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                add(
                        check,
                        "'" + brief(name) + "' in " + path + "; known are "
                                + String.join(", ", known.stream().sorted().toList()));
            }
        });
    }

    List<Fault> all() {
        return List.copyOf(faults);
    }

    boolean isEmpty() {
        return faults.isEmpty();
    }

    /** Names and roles may be quoted, but not at any length. */
    static String brief(String text) {
        String printable = text.codePoints()
                .limit(30)
                .map(c -> Character.isISOControl(c) ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return printable.length() < text.length() ? printable + "…" : printable;
    }
}
