package dev.whetstone.evaluation.decide;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * One criterion's result for every item of one run.
 *
 * @param repeats generations of each item
 * @param passes by item id: how many of the repeats passed
 */
public record Scores(int repeats, SequencedMap<String, Integer> passes) {

    public Scores {
        passes = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(passes));
        if (repeats < 1 || passes.isEmpty()) {
            throw new IllegalArgumentException(
                    "repeats, items: expected at least 1 of each, but got " + repeats + ", " + passes.size());
        }
        for (Map.Entry<String, Integer> item : passes.entrySet()) {
            if (item.getValue() < 0 || item.getValue() > repeats) {
                throw new IllegalArgumentException("passes: expected 0 to " + repeats + ", but item '" + item.getKey()
                        + "' has " + item.getValue());
            }
        }
    }

    public Rate rate() {
        return new Rate(
                passes.size(),
                repeats,
                passes.values().stream().mapToLong(Integer::longValue).sum());
    }

    /** Some of the items, in this order of theirs; the ids must be there. */
    public Scores only(Collection<String> items) {
        SequencedMap<String, Integer> chosen = new LinkedHashMap<>(passes);
        chosen.keySet().retainAll(items);
        return new Scores(repeats, chosen);
    }

    /** This minus the other, item by item, in passes. @throws IllegalArgumentException when the items or repeats differ */
    public List<Integer> minus(Scores other) {
        if (repeats != other.repeats || !passes.keySet().equals(other.passes.keySet())) {
            throw new IllegalArgumentException("scores: a paired comparison needs the same items and repeats, but got "
                    + passes.size() + " items of " + repeats + " and " + other.passes.size() + " of " + other.repeats);
        }
        return passes.entrySet().stream()
                .map(item -> item.getValue() - other.passes.get(item.getKey()))
                .toList();
    }
}
