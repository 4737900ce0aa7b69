package dev.whetstone.evaluation.grade;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Gathers what a grader sees, a note per finding but not without end. */
final class EvidenceCollector {

    private static final int MOST_NOTES = 8;
    private static final int LONGEST_NOTE = 300;

    private final Map<String, Integer> counts = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();

    EvidenceCollector count(String name, int count) {
        counts.put(name, count);
        return this;
    }

    EvidenceCollector flag(String name, boolean set) {
        return count(name, set ? 1 : 0);
    }

    EvidenceCollector note(String note) {
        if (notes.size() < MOST_NOTES) {
            String written = writable(note);
            notes.add(note.length() > LONGEST_NOTE ? written + "…" : written);
        }
        return this;
    }

    /** A note may quote a model, whose JSON can escape what UTF-8 or a database cannot hold: half a character, a control character. */
    private static String writable(String note) {
        StringBuilder text = new StringBuilder();
        note.codePoints()
                .limit(LONGEST_NOTE)
                .map(c -> Character.getType(c) == Character.SURROGATE || Character.isISOControl(c) ? 0xFFFD : c)
                .forEach(text::appendCodePoint);
        return text.toString();
    }

    Evidence evidence() {
        return new Evidence(counts, notes);
    }
}
