package dev.whetstone.engine.generate;

import java.util.List;

/**
 * Finds stop texts in a growing text, also where they cross tokens, and lets out only what cannot be the beginning of one. For
 * one thread.
 */
final class StopTexts {

    private final List<String> stops;
    private final StringBuilder held = new StringBuilder();
    private boolean found;

    StopTexts(List<String> stops) {
        this.stops = stops;
    }

    /** Adds text; gives back what is now certain. Nothing more comes after a stop text was found. */
    String feed(String piece) {
        if (found) {
            return "";
        }
        held.append(piece);
        int stop = firstStop();
        if (stop >= 0) {
            found = true;
            return letOut(stop);
        }
        return letOut(held.length() - heldBack());
    }

    boolean found() {
        return found;
    }

    /** What was held back, when the text ends otherwise. */
    String finish() {
        return found ? "" : letOut(held.length());
    }

    private int firstStop() {
        return stops.stream()
                .mapToInt(held::indexOf)
                .filter(at -> at >= 0)
                .min()
                .orElse(-1);
    }

    /** Length of the longest end of the text with which a stop text could begin. */
    private int heldBack() {
        int longest = 0;
        for (String stop : stops) {
            int length = Math.min(stop.length() - 1, held.length());
            while (length > longest && !stop.startsWith(held.substring(held.length() - length))) {
                length--;
            }
            longest = Math.max(longest, length);
        }
        return longest;
    }

    private String letOut(int length) {
        String out = held.substring(0, length);
        held.delete(0, length);
        return out;
    }
}
