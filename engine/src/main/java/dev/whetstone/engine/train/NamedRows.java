package dev.whetstone.engine.train;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Some rows of a split, by number and never by their text.
 *
 * @param first numbers of the first few, from 0
 */
public record NamedRows(int count, List<Integer> first) {

    private static final int NAMED = 8;

    public NamedRows {
        first = List.copyOf(first);
    }

    static NamedRows of(List<Integer> rows) {
        return new NamedRows(rows.size(), rows.subList(0, Math.min(NAMED, rows.size())));
    }

    /** {@code 2 rows (3, 7)}. */
    String inWords() {
        String numbers = first.stream().map(String::valueOf).collect(Collectors.joining(", "));
        return count + (count == 1 ? " row (" : " rows (") + numbers + (count > first.size() ? ", …)" : ")");
    }
}
