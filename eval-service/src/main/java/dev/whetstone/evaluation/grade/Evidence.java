package dev.whetstone.evaluation.grade;

import dev.whetstone.contracts.Require;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Why.
 *
 * @param counts to be averaged over items, such as {@code missed} and {@code invented}
 * @param notes for a person
 */
public record Evidence(Map<String, Integer> counts, List<String> notes) {

    public Evidence {
        counts = Collections.unmodifiableMap(new LinkedHashMap<>(Require.present("counts", counts)));
        notes = Require.copy("notes", notes);
    }
}
